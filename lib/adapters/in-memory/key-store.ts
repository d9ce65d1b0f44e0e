// Wrapped keys in memory. `erased` lists the profiles with a tombstone.
import type { WrappedKeys } from '../../../schemas/mailbox.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { KeyStore } from '../../ports/key-store.ts';

export function inMemoryKeyStore(erased: (profile: ProfileId) => boolean = () => false): KeyStore {
  const stored = new Map<ProfileId, WrappedKeys>();
  return {
    async put(profile, keys) {
      if (Object.keys(keys).length === 0) return 'stored';
      if (erased(profile)) return 'erased';
      stored.set(profile, { ...stored.get(profile), ...keys });
      return 'stored';
    },
    async get(profile, ids) {
      const all = stored.get(profile) ?? {};
      return Object.fromEntries(ids.flatMap((id) => (all[id] === undefined ? [] : [[id, all[id]]])));
    },
    async all(profile) {
      return { ...stored.get(profile) };
    },
  };
}
