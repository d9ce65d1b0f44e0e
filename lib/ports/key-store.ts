// The wrapped keys of a profile's sealed values, apart from its history: erasing them makes the history unreadable (I9).
import type { WrappedKeys } from '../../schemas/mailbox.ts';
import type { ProfileId } from '../../schemas/primitives.ts';

export interface KeyStore {
  /** Puts keys on condition that the profile has no tombstone; 'erased' otherwise. */
  put(profile: ProfileId, keys: WrappedKeys): Promise<'stored' | 'erased'>;
  get(profile: ProfileId, ids: readonly string[]): Promise<WrappedKeys>;
  all(profile: ProfileId): Promise<WrappedKeys>;
}
