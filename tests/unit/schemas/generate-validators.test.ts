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
