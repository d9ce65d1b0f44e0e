// Whether a channel may reach a profile, as far as its state knows, and where (I4).
import type { EventMessage } from '../../../schemas/mailbox.ts';
import { type SendChannel, sendChannels } from '../../../schemas/names.ts';
import { addressHash } from '../../channels/addresses.ts';
import { channels } from '../../channels/channels.ts';
import { consents } from '../consent/consent.ts';
import type { ProfileState } from '../profile/state.ts';

export type Unreachable = 'no-address' | 'no-consent' | 'bounced' | 'complained';

/** Why a channel must not be used for a purpose, as far as STATE knows; undefined: it may. */
export function whyUnreachable(
  state: ProfileState,
  purpose: string,
  channel: SendChannel,
): Unreachable | undefined {
  const at = channels[channel].address.find(state);
  if (!at) return 'no-address';
  if (!consents(state, purpose, channel)) return 'no-consent';
  const hash = addressHash(at);
  if (state.complained.includes(hash)) return 'complained';
  if (state.unreachable[channel] === hash) return 'bounced';
  return undefined;
}

/** Whether an event may change where some channel reaches its profile. */
export const addressMayChangeBy = (event: EventMessage): boolean =>
  sendChannels.some((channel) => channels[channel].address.mayChangeBy(event));
