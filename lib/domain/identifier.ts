/**
 * The ids of a call, as given or refused. A placeholder (what a missing value becomes when a program prints it)
 * would make one person of everybody who has it, with one consent; so would an id that changed on its way here.
 */

export interface BadId {
  /** JSON Pointer into the call. */
  pointer: string;
  detail: string;
}
export type GivenId = string | number | null | undefined;
export type IdField =
  | 'userId'
  | 'anonymousId'
  | 'previousId'
  | 'groupId'
  | 'messageId'
  | 'order_id'
  | 'refund_id'
  | 'token'
  | 'event';

/** What programs print for a value that is missing, in lower case and without quotes and brackets around it. */
const MISSING: ReadonlySet<string> = new Set([
  'undefined',
  'null',
  'nil',
  'none',
  'nan',
  'n/a',
  '#n/a',
  'infinity',
  '-infinity',
]);

/** Names of nobody in particular, which PostHog refuses as distinct ids too, and names of the field itself. */
const NOBODY: ReadonlySet<string> = new Set([
  'anonymous',
  'guest',
  'unknown',
  'not_authenticated',
  'true',
  'false',
  'id',
  'userid',
  'user_id',
  'anonymousid',
  'anonymous_id',
  'distinctid',
  'distinct_id',
  'email',
]);

/** Longer texts are none of the above. */
const NOBODY_CHARACTERS_MAX = 48;

const PRINTABLE = /^[!-~]+$/;
const UNSEEN = String.raw`[\p{White_Space}\p{Cc}\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]`;
/** Blanks of any script and characters that take no room, at either end. */
const AROUND = new RegExp(`^${UNSEEN}+|${UNSEEN}+$`, 'gu');
/** Only characters that show nothing: blanks, controls, joiners, fillers, the blank Braille pattern. */
const INVISIBLE = /^[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]+$/u;
const QUOTES_AND_BRACKETS = /^["'`([{<]+|["'`)\]}>]+$/g;
/** `[object Object]` and its kin. */
const PRINTED_OBJECT = /^object [a-z]+$/;
/** A field of a template that nobody filled in: {{ user.id }}, ${userId}, <%= id %>, %%USER_ID%%, *|USER_ID|*. */
const PLACEHOLDER = /^(?:\{\{.*\}\}|[$#]\{.*\}|<%.*%>|\[?%{1,2}[a-z_]+%{1,2}\]?|\*\|.*\|\*)$/i;
/** Ids that were put together from values of which each was missing: `undefined-undefined`, `null_null`. */
const COMPOSED = /^(?:(?:undefined|null|none|nan)[\s_:.@/|-]*){2,}$/;
/** What people write into a field that has to be filled in. */
const DASHES = /^[-_?]*$/;
/** The nil UUID, the max UUID, and both without dashes. */
const EMPTY_UUID = /^(?:[0-]{32,36}|[f-]{32,36})$/;
const ZERO = /^-?0+$/;

/** Null and the empty text are no id. Others are refused where they are placeholders or not what the sender had. */
export function readId(given: GivenId, field: IdField): string | undefined | BadId {
  if (given === undefined || given === null || given === '') return undefined;
  if (typeof given === 'number') return readNumber(given, field);
  const id = PRINTABLE.test(given) ? given : given.replace(AROUND, '');
  if (id === '' || INVISIBLE.test(id)) return refused(field, 'it holds no visible character');
  if (!id.isWellFormed() || id.includes('\ufffd'))
    return refused(field, 'characters of it were lost before it came here; send the body as UTF-8');
  return isNobodys(id, field) ? refused(field, NAMES_NOBODY) : id;
}

/** Integers beyond 2^53 - 1 are read as another integer nearby, so several ids become one. */
function readNumber(given: number, field: IdField): string | BadId {
  if (!(Math.abs(given) <= Number.MAX_SAFE_INTEGER))
    return refused(field, 'JSON carries no number beyond 2^53 exactly; send it as a text');
  const id = String(given);
  return isNobodys(id, field) ? refused(field, NAMES_NOBODY) : id;
}

const NAMES_NOBODY =
  'it is what a missing value looks like, or a name of nobody in particular; leave it out where there is none';

const refused = (field: IdField, why: string): BadId => ({
  pointer: `/${field}`,
  detail: `The ${field} is not taken: ${why}.`,
});

const MAY_BE_NAMES: ReadonlySet<IdField> = new Set(['messageId', 'groupId', 'event']);

/** Messages, groups and events may be called what people may not: a first message is often number 0. */
function isNobodys(id: string, field: IdField): boolean {
  if (id.length > NOBODY_CHARACTERS_MAX) return PLACEHOLDER.test(id);
  const bare = id.toLowerCase().replace(QUOTES_AND_BRACKETS, '').trim();
  if (DASHES.test(bare) || MISSING.has(bare) || COMPOSED.test(bare)) return true;
  if (PRINTED_OBJECT.test(bare)) return true;
  if (EMPTY_UUID.test(bare) || PLACEHOLDER.test(id)) return true;
  return !MAY_BE_NAMES.has(field) && (NOBODY.has(bare) || ZERO.test(bare));
}

/** The token of a device; undefined where it is none, such as the word `null`. */
export function readToken(token: unknown): string | undefined {
  const read = typeof token === 'string' ? readId(token, 'token') : undefined;
  return typeof read === 'string' ? read : undefined;
}
