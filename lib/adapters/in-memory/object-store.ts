// Objects in memory.
import type { ObjectStore } from '../../ports/object-store.ts';

export function inMemoryObjectStore(): ObjectStore {
  const stored = new Map<string, string>();
  return {
    async put(name, text) {
      stored.set(name, text);
    },
    async get(name) {
      return stored.get(name);
    },
  };
}
