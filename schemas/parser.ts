// Reads with validators that `npm run generate` compiled from the zod schemas: they start at once and take a twentieth of zod's time.

export interface Mistake {
  instancePath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}

/** As compiled: tells whether the value is of the schema, and fills its defaults in. `errors`: of the last call. */
export interface Validate<T> {
  (value: unknown): value is T;
  errors?: Mistake[] | null;
}

/** A value that is not of its schema; the message says where and what would be right. */
export class Malformed extends Error {
  override name = 'Malformed';
}

/** JSON Pointer to what the validator found wrong at its last call; to what is missing where something is. */
export function pointerOf({ errors }: Pick<Validate<unknown>, 'errors'>): string {
  // Several where a union failed: the last one is the union itself, and all are about the same place.
  const mistake = errors?.at(-1);
  const missing = mistake?.keyword === 'required' ? `/${String(mistake.params['missingProperty'])}` : '';
  return (mistake?.instancePath ?? '') + missing;
}

/** Where it is wrong, and what would be right. */
export function mistakeOf(validate: Pick<Validate<unknown>, 'errors'>): string {
  return `${pointerOf(validate) || '/'}: ${validate.errors?.at(-1)?.message ?? 'not of its schema'}`;
}

/** Gives the value back, with its defaults filled in. Throws Malformed. */
export function parser<T>(validate: Validate<T>): (value: unknown) => T {
  return (value) => {
    if (validate(value)) return value;
    throw new Malformed(mistakeOf(validate));
  };
}
