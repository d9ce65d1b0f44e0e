// Gate: the person has an address for the channel.
import { addressOf } from '../../../channels/channels.ts';
import type { ReachGate } from './gate.ts';

const NO_ADDRESS = { reason: 'no-address' } as const;

export const address: ReachGate<'no-address'> = {
  about: 'person',
  judge: ({ state, channel }) => (addressOf(state, channel) ? undefined : NO_ADDRESS),
  words: { 'no-address': 'there is no address for this channel' },
};
