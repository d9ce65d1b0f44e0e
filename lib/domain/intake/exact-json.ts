// JSON whose whole numbers keep each digit: beyond 2^53 they are ids, and several of them would become one.

/** Only a number this long can be beyond 2^53, so other bodies are parsed without looking at each value. */
const MANY_DIGITS = /[\s:,[-]\d{16}/;
const WHOLE = /^-?\d+$/;
/** A call may be refused for one of these as a number, so they stay numbers. */
const CALL_IDS: ReadonlySet<string> = new Set([
  'userId',
  'anonymousId',
  'previousId',
  'groupId',
  'messageId',
]);

/** A whole number beyond 2^53 becomes the text of its digits instead of another number. Throws where it is not JSON. */
export function parseExactly(text: string): unknown {
  // TypeScript does not know the third argument of a reviver yet.
  const reviver = MANY_DIGITS.test(text) ? (exactly as (name: string, value: unknown) => unknown) : undefined;
  return JSON.parse(text, reviver) as unknown;
}

function exactly(name: string, value: unknown, { source }: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || CALL_IDS.has(name)) return value;
  return source !== undefined && WHOLE.test(source) ? source : value;
}
