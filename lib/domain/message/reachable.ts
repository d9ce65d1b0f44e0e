// Where a channel reaches a profile.
import type { Sealed } from '../../../schemas/mailbox.ts';
import type { SendChannel } from '../../../schemas/primitives.ts';
import type { Device, ProfileState } from '../profile/state.ts';
import { isSealed } from '../sealing/sealed.ts';

/** Where a channel would reach this profile: sealed mail or phone, or the newest device. */
export function address(state: ProfileState, channel: SendChannel): Sealed | Device | undefined {
  if (channel === 'push') return state.devices.at(-1);
  const value = state.traits[channel === 'email' ? 'email' : 'phone'];
  return isSealed(value) ? value : undefined;
}

/** Keyed hash of that address: what a bounce or complaint speaks of. */
export function addressHash(at: Sealed | Device): string {
  return isSealed(at) ? at.$sealed.h : at.token.$sealed.h;
}
