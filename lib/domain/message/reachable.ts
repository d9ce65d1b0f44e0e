// Whether a channel may reach a profile, as far as its state knows, and where (I4).
import type { Sealed } from '../../../schemas/mailbox.ts';
import type { SendChannel } from '../../../schemas/primitives.ts';
import { consents } from '../consent/consent.ts';
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

export type Unreachable = 'no-address' | 'no-consent' | 'bounced' | 'complained';

/** Why a channel must not be used for a purpose, as far as STATE knows; undefined: it may. */
export function whyUnreachable(
  state: ProfileState,
  purpose: string,
  channel: SendChannel,
): Unreachable | undefined {
  const at = address(state, channel);
  if (!at) return 'no-address';
  if (!consents(state, purpose, channel)) return 'no-consent';
  const hash = addressHash(at);
  if (state.complained.includes(hash)) return 'complained';
  if (state.unreachable[channel] === hash) return 'bounced';
  return undefined;
}
