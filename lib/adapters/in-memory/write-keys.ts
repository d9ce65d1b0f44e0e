// Write keys in memory.
import type { KeyRecord, KeyRing, Scope, WriteKey, WriteKeys } from '../../ports/write-keys.ts';

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

/** Management of keys; nothing is cached, so an ended key stops at once. */
export function inMemoryKeyRing(clock: () => number): KeyRing & WriteKeys {
  const byKey = new Map<string, KeyRecord>();
  const records = () => [...byKey.values()].toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const recordOf = (id: string) => records().find((record) => record.id === id);
  return {
    async find(key) {
      const record = byKey.get(key);
      return record && clock() < (record.revokedAt ?? Number.POSITIVE_INFINITY) ? record : undefined;
    },
    async list(limit, after = '') {
      const rest = records().filter(({ id }) => id > after);
      const keys = rest.slice(0, limit);
      const next = keys.at(-1)?.id;
      return { keys, ...(rest.length > limit && next !== undefined ? { next } : {}) };
    },
    async get(id) {
      return recordOf(id);
    },
    async add(key, about) {
      const record = { id: `id${byKey.size + 1}`, last: key.slice(-4), ...about };
      byKey.set(key, record);
      return record;
    },
    async end(id, at) {
      const record = recordOf(id);
      if (record && at < (record.revokedAt ?? Number.POSITIVE_INFINITY)) record.revokedAt = at;
      return record;
    },
    async replace(id, by, at) {
      const record = recordOf(id);
      if (record && record.revokedAt === undefined) Object.assign(record, { revokedAt: at, replacedBy: by });
      return record;
    },
  };
}
