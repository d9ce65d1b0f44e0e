// An editor shows what every property and every choice of a document means: the JSON Schemas describe all of them.
import { describe, expect, it, test } from 'vitest';
import { documentKinds, documents } from '../../../schemas/documents.ts';
import { generatedFiles } from '../../../schemas/generate.ts';

const schemas = Object.entries(generatedFiles()).filter(([path]) => path.startsWith('json/'));

/** Values that are data, not schemas. */
const DATA = new Set(['examples', 'default', 'enum', 'const']);

interface Node {
  description?: string;
  properties?: Record<string, Node>;
  enum?: unknown[];
  default?: unknown;
}

function* undescribed(node: Node, path: string): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  const isPart = /\/properties\/[^/]+$/.test(path);
  if ((isPart || node.enum) && !/\S/.test(node.description ?? '')) yield path;
  for (const [key, inner] of Object.entries(node))
    if (!DATA.has(key)) yield* undescribed(inner, `${path}/${key}`);
}

test('there is a schema for each kind of document, and for program.json', () => {
  const names = [...documentKinds.map((kind) => documents[kind].singular), 'program'];
  expect(schemas.map(([path]) => path)).toEqual(names.map((name) => `json/${name}.schema.json`));
});

describe.each(schemas)('schemas/%s', (_path, text) => {
  it('describes every property and every choice', () => {
    expect([...undescribed(JSON.parse(text), '')]).toEqual([]);
  });
});

it('a property or a choice without words is found at any depth', () => {
  const inside = { properties: { b: { enum: ['x'] }, c: { description: ' ' } } };
  const found = [...undescribed({ properties: { a: { description: 'A.', ...inside } } }, '')];
  expect(found).toEqual(['/properties/a/properties/b', '/properties/a/properties/c']);
});
