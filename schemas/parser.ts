// Parses with validators that `npm run generate` compiled from the zod schemas: they start at once and take a twentieth
// of zod's time.

export interface Mistake {
  instancePath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}

/** A compiled validator: whether the value matches the schema; fills in defaults. `errors`: of the last call. */
export interface Validate<T> {
  (value: unknown): value is T;
  errors?: Mistake[] | null;
}

/** A value that does not match its schema; the message says where and what would be right. */
export class Malformed extends Error {
  override name = 'Malformed';
}

/** JSON Pointer to the mistake of the validator's last call, or to a missing field. */
export function pointerOf({ errors }: Pick<Validate<unknown>, 'errors'>): string {
  // If a union failed there are several: the last is the union's own, and all concern the same place.
  const mistake = errors?.at(-1);
  const missing = mistake?.keyword === 'required' ? `/${String(mistake.params['missingProperty'])}` : '';
  return (mistake?.instancePath ?? '') + missing;
}

/** Where the mistake is, and what would be right. */
export function mistakeOf(validate: Pick<Validate<unknown>, 'errors'>): string {
  return `${pointerOf(validate) || '/'}: ${validate.errors?.at(-1)?.message ?? 'not of its schema'}`;
}

/** Returns the value with its defaults filled in. Throws Malformed. */
export function parser<T>(validate: Validate<T>): (value: unknown) => T {
  return (value) => {
    if (validate(value)) return value;
    throw new Malformed(mistakeOf(validate));
  };
}
