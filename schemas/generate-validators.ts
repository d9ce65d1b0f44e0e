/**
 * Compiles validators from zod schemas, for `npm run generate`: zod to JSON Schema, unions of types to one list of
 * types, ajv to code, and then removes from the code what functions do not need or what is slow.
 */
import { _, Ajv, type AnySchema, type CodeKeywordDefinition } from 'ajv';
import * as standalone from 'ajv/dist/standalone/index.js';
import * as z from 'zod';

/** An ES module that exports a validator under each name; it imports nothing. */
export function compiled(schemas: Record<string, z.ZodType>, everyMistake: boolean): string {
  const ajv = new Ajv({
    allErrors: everyMistake,
    useDefaults: true,
    // Formats come with their pattern.
    validateFormats: false,
    allowUnionTypes: true,
    code: { source: true, esm: true },
  });
  ajv.removeKeyword('pattern');
  ajv.addKeyword(pattern);
  const names: Record<string, string> = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const json = z.toJSONSchema(schema, {
      io: 'input',
      target: 'draft-7',
      reused: 'ref',
      override: keepFlags,
    });
    // ajv would silently omit the default.
    for (const shared of Object.values(json.definitions ?? {}))
      if (typeof shared === 'object' && 'default' in shared)
        throw new Error(`${name}: two fields share a schema with a default. Make each its own.`);
    ajv.addSchema(withoutUnions(json) as AnySchema, name);
    names[name] = name;
  }
  return selfContained(withShortcuts(standalone.default.default(ajv, names)));
}

/**
 * `pattern` with the flags of its regular expression, which JSON Schema has no place for: `/source/flags`. Without them
 * a validator would judge otherwise than zod (ajv adds `u`, and knows no `i`).
 */
const pattern: CodeKeywordDefinition = {
  keyword: 'pattern',
  type: 'string',
  schemaType: 'string',
  error: {
    message: ({ schema }) => `must match pattern "${regexOf(schema).source}"`,
    params: ({ schema }) => _`{pattern: ${regexOf(schema).source}}`,
  },
  code(cxt) {
    const { source, flags } = regexOf(cxt.schema);
    const code = _`new RegExp(${source}, ${flags})`;
    const regex = cxt.gen.scopeValue('pattern', { key: cxt.schema, ref: new RegExp(source, flags), code });
    cxt.fail(_`!${regex}.test(${cxt.data})`);
  },
};

/**
 * A source never begins with a slash (it is escaped there), so what does is a written regular expression. zod tests from
 * the start of the text each time: `g` and `d` mean nothing, and `y` means there and nowhere else.
 */
function regexOf(pattern: string): { source: string; flags: string } {
  if (!pattern.startsWith('/')) return { source: pattern, flags: '' };
  const end = pattern.lastIndexOf('/');
  const [source, flags] = [pattern.slice(1, end), pattern.slice(end + 1)];
  return {
    source: flags.includes('y') ? `(?<![\\s\\S])(?:${source})` : source,
    flags: flags.replaceAll(/[gdy]/g, ''),
  };
}

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

/** zod writes a regular expression into JSON Schema as its source alone. */
const keepFlags: Override = ({ zodSchema, jsonSchema }) => {
  const { def } = zodSchema._zod;
  const checks = [def, ...(def.checks ?? []).map((check) => check._zod.def)];
  const regexes = checks.flatMap((check) =>
    'pattern' in check && check.pattern instanceof RegExp ? [String(check.pattern)] : [],
  );
  const [first, ...more] = new Set(regexes);
  if (first === undefined) return;
  if (more.length) jsonSchema.allOf = [first, ...more].map((pattern) => ({ type: 'string', pattern }));
  else jsonSchema.pattern = first;
};

/** Keywords that apply only to values of one type. */
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  object: ['properties', 'required', 'additionalProperties', 'propertyNames'],
  array: ['items', 'minItems', 'maxItems'],
  boolean: [],
  null: [],
};

/**
 * Turns `anyOf` of different types into one schema with a list of types. Then no branch is tried that cannot fit, no
 * useless errors are created, and a mistake inside an object is located there, not at the object.
 */
function withoutUnions(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(withoutUnions);
  if (typeof json !== 'object' || json === null) return json;
  const schema = Object.fromEntries(Object.entries(json).map(([key, inner]) => [key, withoutUnions(inner)]));
  // A list that must be empty has no items to look at, and ajv would compile a loop over them.
  if (schema['maxItems'] === 0) delete schema['items'];
  const { anyOf, ...others } = schema;
  const alone = Object.keys(others).every((keyword) => keyword === 'default');
  if (!alone || !Array.isArray(anyOf) || !areOfDifferentTypes(anyOf)) return schema;
  return Object.assign(others, ...anyOf, { type: anyOf.map(({ type }) => type) });
}

function areOfDifferentTypes(branches: readonly Record<string, unknown>[]): boolean {
  const types = new Set(branches.map(({ type }) => type));
  const plain = ({ type, ...keywords }: Record<string, unknown>) =>
    typeof type === 'string' && Object.keys(keywords).every((keyword) => KEYWORDS[type]?.includes(keyword));
  return types.size === branches.length && branches.every(plain);
}

/**
 * ajv counts characters by code point, as zod does. A text that is short enough in UTF-16 units needs no count, and
 * neither does a check for an empty text.
 */
function withShortcuts(code: string): string {
  return (
    code
      .replaceAll(/(func\d+\((\w+)\)) > (\d+)/g, '$2.length > $3 && $1 > $3')
      .replaceAll(/func\d+\((\w+)\) < 1\b/g, '$1.length < 1')
      // The location in the schema is never read, and makes up a quarter of the code.
      .replaceAll(/schemaPath:"[^"]*",/g, '')
  );
}

/** ajv counts with a helper of its own; inlining it keeps ajv out of the bundle. */
function selfContained(code: string): string {
  const own = code.replaceAll(
    'require("ajv/dist/runtime/ucs2length").default',
    String.raw`(text) => text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0)`,
  );
  if (own.includes('require('))
    throw new Error('The generated validators need something of ajv: inline it here too.');
  return own;
}
