// The channels that Cairn sends on, by name.
import type { EventMessage } from '../../schemas/mailbox.ts';
import { isSendChannel, profileIdOfHash, type SendChannel, sendChannels } from '../../schemas/names.ts';
import type { Json, ProfileId } from '../../schemas/primitives.ts';
import type { ProfileState } from '../domain/profile/state.ts';
import { isSealed } from '../domain/sealing/sealed.ts';
import { spelling } from '../domain/spelling.ts';
import { type Address, addressHash } from './addresses.ts';
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

/** Where a channel may reach this profile, the address to try first in front; none for a channel of a newer release. */
export const addressesOf = (state: ProfileState, channel: SendChannel): readonly Address[] =>
  isSendChannel(channel) ? channels[channel].address.find(state) : [];

/** The profile ids of the addresses themselves. */
export const addressProfiles = (state: ProfileState, channel: SendChannel): ProfileId[] =>
  addressesOf(state, channel).flatMap((each) => addressProfile(channel, addressHash(each)) ?? []);

/** What the trait should hold. */
export const addressForm = (trait: string): string =>
  Object.values(channels).find(({ address }) => address.trait === trait)?.address.form ?? 'an address';

/** The names of traits that should hold an address and hold something else. Empty ones hold nothing. */
export const unreadableTraits = (traits: Readonly<Record<string, Json>>): string[] =>
  addressTraits.filter((name) => {
    const value = traits[name] ?? '';
    return value !== '' && (!isSealed(value) || value.unreadable === true);
  });
