// The hot path's compiled validators agree with zod on every input, and point at the same place.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alias, group, identify, page, screen, track } from '../../schemas/generated/segment-api.js';
import { callKinds } from '../../schemas/names.ts';
import { calls } from '../../schemas/segment-api.ts';

const compiled = { track, identify, page, screen, group, alias };

const odd = fc.oneof(
  fc.constantFrom('', ' ', 'x', '😀', '\u2028', null, undefined, 0, -1, 1e300, true, false, [], {}, [1], {
    a: 1,
  }),
  fc.string(),
  fc.integer({ min: 990, max: 1010 }).map((length) => 'x'.repeat(length)),
  fc.integer({ min: 98, max: 202 }).map((length) => '😀'.repeat(length)),
  fc.integer({ min: 60, max: 68 }).map((length) => '2'.repeat(length)),
  fc.jsonValue({ maxDepth: 2 }),
);
const fields = [
  'messageId',
  'userId',
  'anonymousId',
  'timestamp',
  'originalTimestamp',
  'context',
  'event',
  'properties',
  'traits',
  'name',
  'category',
  'groupId',
  'previousId',
  'unknown',
];
const mostly = (good: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 8, arbitrary: good }, { weight: 1, arbitrary: odd });
const id = fc.constantFrom<unknown>('42', 42, null);
const bag = fc.constantFrom<unknown>({}, { a: 1 }, null);
const likely: Record<string, fc.Arbitrary<unknown>> = {
  userId: id,
  previousId: fc.constant('v'),
  groupId: fc.constant(7),
  event: fc.constant('x'),
  properties: bag,
  traits: bag,
  context: bag,
};
const message = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(Object.fromEntries(fields.map((field) => [field, mostly(likely[field] ?? id)])), {
      requiredKeys: [],
    }),
  },
  { weight: 1, arbitrary: odd },
);
/** As parsed off the wire. */
const onTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value) ?? 'null');

describe.each(callKinds)('%s', (kind) => {
  test('agrees with zod', () => {
    let good = 0;
    fc.assert(
      fc.property(message, (given) => {
        const value = onTheWire(given);
        const byZod = calls[kind].safeParse(value).success;
        if (byZod) good++;
        expect(compiled[kind](value)).toBe(byZod);
      }),
      { numRuns: 3000 },
    );
    expect(good).toBeGreaterThan(20);
  });

  test('points at a field that zod finds fault with too', () => {
    fc.assert(
      fc.property(message, (given) => {
        const value = onTheWire(given);
        const read = calls[kind].safeParse(value);
        if (read.success) return;
        compiled[kind](value);
        const mistake = compiled[kind].errors?.at(-1);
        const missing =
          mistake?.keyword === 'required' ? `/${String(mistake.params['missingProperty'])}` : '';
        const pointers = read.error.issues.map(({ path }) => path.map((part) => `/${String(part)}`).join(''));
        expect(pointers).toContain(`${mistake?.instancePath}${missing}`);
      }),
      { numRuns: 2000 },
    );
  });
});
