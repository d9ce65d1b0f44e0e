// The channels that Cairn sends on, by name.
import type { EventMessage } from '../../schemas/mailbox.ts';
import { isSendChannel, profileIdOfHash, type SendChannel, sendChannels } from '../../schemas/names.ts';
import type { ProfileId } from '../../schemas/primitives.ts';
import type { ProfileState } from '../domain/profile/state.ts';
import type { Address } from './addresses.ts';
import type { ChannelModule } from './channel-module.ts';
import { email } from './email/channel.ts';
import { push } from './push/channel.ts';
import { sms } from './sms/channel.ts';

const modules = { email, sms, push };

/** The message type of each channel's provider. */
export type Messages = {
  [C in SendChannel]: (typeof modules)[C] extends ChannelModule<C, infer M> ? M : never;
};

export const channels: { readonly [C in SendChannel]: ChannelModule<C, Messages[C]> } = modules;

const spelling = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

const spelled = new Map(
  sendChannels.flatMap((channel) =>
    [channel, ...channels[channel].spellings].map((name) => [spelling(name), channel] as const),
  ),
);

/** The channel that a text names, however it is spelled: `E-Mail` is email. */
export const channelNamed = (text: string): SendChannel | undefined => spelled.get(spelling(text));

/**
 * The profile id of an address itself: suppressions under it hold for every profile with that address. Undefined: such
 * addresses have none.
 */
export function addressProfile(channel: SendChannel, addressHash: string): ProfileId | undefined {
  const { identifier } = channels[channel].address;
  return identifier && profileIdOfHash(identifier, addressHash);
}

/** Traits that hold an address of some channel. */
export const addressTraits: readonly string[] = sendChannels.flatMap(
  (channel) => channels[channel].address.trait ?? [],
);

/** Whether an event may change an address at which some channel reaches its profile. */
export const addressMayChangeBy = (event: EventMessage): boolean =>
  sendChannels.some((channel) => channels[channel].address.mayChangeBy(event));

/** Where a channel would reach this profile; undefined, too, for a channel that only a newer release knows. */
export const addressOf = (state: ProfileState, channel: SendChannel): Address | undefined =>
  isSendChannel(channel) ? channels[channel].address.find(state) : undefined;
