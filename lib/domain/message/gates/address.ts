// Gate: the person has an address for the channel. A text that could not be read as one address is none.
import { addressesOf } from '../../../channels/channels.ts';
import type { ReachGate } from './gate.ts';

const NO_ADDRESS = { reason: 'no-address' } as const;

export const address: ReachGate<'no-address'> = {
  about: 'person',
  judge: ({ state, channel }) => (addressesOf(state, channel).length > 0 ? undefined : NO_ADDRESS),
  words: { 'no-address': 'there is no address that can be read for this channel' },
};
