// The channels that Cairn sends on, by name.
import type { EventMessage } from '../../schemas/mailbox.ts';
import { isSendChannel, type SendChannel, sendChannels } from '../../schemas/names.ts';
import type { Json } from '../../schemas/primitives.ts';
import type { ProfileState } from '../domain/profile/state.ts';
import { isSealed } from '../domain/sealing/sealed.ts';
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

/** What the trait should hold. */
export const addressForm = (trait: string): string =>
  Object.values(channels).find(({ address }) => address.trait === trait)?.address.form ?? 'an address';

/** The names of traits that should hold an address and hold something else. Empty ones hold nothing. */
export const unreadableTraits = (traits: Readonly<Record<string, Json>>): string[] =>
  addressTraits.filter((name) => {
    const value = traits[name] ?? '';
    return value !== '' && (!isSealed(value) || value.unreadable === true);
  });
