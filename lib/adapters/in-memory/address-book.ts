// The address book in memory: the latest owner stays, whatever order the effects arrive in.
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { AddressBook } from '../../ports/profile-store.ts';

export function inMemoryAddressBook(): AddressBook {
  const stored = new Map<ProfileId, { profile: ProfileId; at: number }>();
  return {
    async put(address, profile, at) {
      if (at >= (stored.get(address)?.at ?? 0)) stored.set(address, { profile, at });
    },
    async find(address) {
      return stored.get(address)?.profile;
    },
  };
}
