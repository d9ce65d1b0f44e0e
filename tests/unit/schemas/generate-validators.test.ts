// What the generator of validators makes of unions, lengths and defaults.
import { expect, test } from 'vitest';
import * as z from 'zod';
import { compiled } from '../../../schemas/generate-validators.ts';
import { mistakeOf, type Validate } from '../../../schemas/parser.ts';

async function validator(schema: z.ZodType): Promise<Validate<unknown>> {
  const code = compiled({ made: schema }, false);
  const module: { made: Validate<unknown> } = await import(
    `data:text/javascript,${encodeURIComponent(code)}`
  );
  return module.made;
}

test('a union of types is checked as one, and each type keeps its own limits', async () => {
  const given = z.object({ id: z.union([z.string().max(2), z.number().min(5), z.null()]) });
  const validate = await validator(given);
  for (const id of ['', 'ab', '😀😀', 5, null, 'abc', '😀😀😀', 4, true, {}, undefined])
    expect([id, validate({ id })]).toEqual([id, given.safeParse({ id }).success]);
  validate({ id: true });
  expect(mistakeOf(validate)).toBe('/id: must be string,number,null');
});

test('a mistake inside a nullable object is pointed at', async () => {
  const validate = await validator(z.object({ bag: z.object({ size: z.number() }).nullable() }));
  expect(validate({ bag: { size: 'L' } })).toBe(false);
  expect(mistakeOf(validate)).toBe('/bag/size: must be number');
});

test('two fields may not share a schema with a default, because it would not be filled in', () => {
  const Count = z.int().default(0);
  expect(() => compiled({ made: z.object({ a: Count, b: Count }) }, false)).toThrow(
    /^made: two fields share a schema with a default/,
  );
});

/** Texts that tell every flag of a regular expression from its absence. */
const TEXTS = [
  'shop',
  'SHOP',
  'my shop',
  'x\nshop',
  'shop\n',
  'a\nb',
  'a\u2028b',
  '😀',
  '😀😀',
  'ſhop',
  'ä',
  '',
  '-',
];

test.each([
  /^shop$/,
  /^shop$/i,
  /^shop$/m,
  /^a.b$/,
  /^a.b$/s,
  /^.$/,
  /^.$/u,
  /^\p{L}+$/u,
  /^[\p{L}--[a-z]]+$/v,
  /^[\p{Lowercase}&&[a-z]]+$/iv,
  /^SHOP$/iu,
  /shop/g,
  /shop/y,
  /shop$/my,
  /shop|SHOP/dgy,
  /^x$.^shop$/ims,
  /^-$/,
])('a validator keeps the flags of %s', async (regex) => {
  const schemas = [
    z.object({ at: z.string().regex(regex) }),
    z.object({ at: z.string().regex(/^.*$/s).regex(regex) }),
    z.object({ at: z.union([z.string().regex(regex), z.null()]) }),
  ];
  for (const given of schemas) {
    const validate = await validator(given);
    for (const at of [...TEXTS, ...TEXTS])
      expect([at, validate({ at })]).toEqual([at, given.safeParse({ at }).success]);
  }
});

test('a validator keeps the flags of a regular expression for keys', async () => {
  const given = z.record(z.string().regex(/^shop$/i), z.int());
  const validate = await validator(given);
  for (const key of ['shop', 'SHOP', 'mop'])
    expect([key, validate({ [key]: 1 })]).toEqual([key, given.safeParse({ [key]: 1 }).success]);
});

test('a pattern that a text does not match is shown as it was written', async () => {
  const validate = await validator(z.object({ at: z.string().regex(/^a\/"b"$/i) }));
  validate({ at: 'x' });
  expect(mistakeOf(validate)).toBe('/at: must match pattern "^a\\/"b"$"');
});
