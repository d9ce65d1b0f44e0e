// The schema of a value inside a document, for what a finding says of it: the keys that an object takes, a description.
import * as z from 'zod';

type Schema = z.core.$ZodType;
/** The kinds of schemas of which documents consist; others end a walk. */
type Definition = z.core.$ZodTypes['_zod']['def'];

const definitionOf = (schema: Schema): Definition => schema._zod.def as Definition;

/** Undefined: the value is of no known kind, so that nothing can be said of what is inside. */
export function schemaAt(root: Schema, content: unknown, path: readonly PropertyKey[]): Schema | undefined {
  let schema: Schema | undefined = root;
  let value = content;
  for (const part of path) {
    schema = schema && inside(schema, value, part);
    value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined;
  }
  return schema;
}

/** The keys of an object's schema; none for other schemas. */
export function keysOf(schema: Schema | undefined, value: unknown): string[] {
  const found = schema && definitionOf(withoutWrappers(schema, value));
  return found?.type === 'object' ? Object.keys(found.shape) : [];
}

export function descriptionOf(schema: Schema | undefined): string | undefined {
  if (!schema) return undefined;
  const own = z.globalRegistry.get(schema)?.description;
  if (own !== undefined) return own;
  const definition = definitionOf(schema);
  return 'innerType' in definition ? descriptionOf(definition.innerType) : undefined;
}

function inside(schema: Schema, value: unknown, part: PropertyKey): Schema | undefined {
  const definition = definitionOf(withoutWrappers(schema, value));
  if (definition.type === 'object') return definition.shape[String(part)];
  if (definition.type === 'array') return definition.element;
  return definition.type === 'record' ? definition.valueType : undefined;
}

/** Through defaults and the like, and into the branch of a union that shares most keys with the value. */
function withoutWrappers(schema: Schema, value: unknown): Schema {
  const definition = definitionOf(schema);
  if (definition.type === 'lazy') return withoutWrappers(definition.getter(), value);
  if ('innerType' in definition) return withoutWrappers(definition.innerType, value);
  if (definition.type !== 'union' || typeof value !== 'object' || value === null) return schema;
  const shared = (branch: Schema): number =>
    keysOf(branch, value).filter((key) => Object.hasOwn(value, key)).length;
  const [best] = definition.options.toSorted((a, b) => shared(b) - shared(a));
  return best && shared(best) > 0 ? withoutWrappers(best, value) : schema;
}
