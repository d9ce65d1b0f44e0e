// Write keys in memory.
import type { Scope, WriteKey, WriteKeys } from '../../ports/write-keys.ts';

/** Keys by their plain text. */
export function inMemoryWriteKeys(keys: Readonly<Record<string, Scope>>): WriteKeys {
  const known = new Map(
    Object.entries(keys).map(([key, scope]): [string, WriteKey] => [
      key,
      { id: `id-of-${key}`, scope, name: key },
    ]),
  );
  return {
    async find(key) {
      return known.get(key);
    },
  };
}
