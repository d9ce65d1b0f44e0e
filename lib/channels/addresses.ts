// Addresses of messages: a sealed trait or a device. Only an address in a trait has a profile id of its own kind (I4).
import type { Sealed } from '../../schemas/mailbox.ts';
import type { AddressKind } from '../../schemas/names.ts';
import type { Device } from '../domain/profile/state.ts';
import { isSealed } from '../domain/sealing/sealed.ts';
import type { ChannelAddress } from './channel-module.ts';

export type Address = Sealed | Device;

/** The sealed value to open before sending. */
export const sealedAddress = (at: Address): Sealed => (isSealed(at) ? at : at.token);

/** Keyed hash of an address, by which bounces and complaints identify it. */
export const addressHash = (at: Address): string => sealedAddress(at).$sealed.h;

/** The address in the trait that has the same name as the kind. */
export const traitAddress = (
  kind: AddressKind,
  read: Pick<ChannelAddress, 'deliverable' | 'form'>,
): ChannelAddress => ({
  find({ traits }) {
    const value = traits[kind];
    return isSealed(value) && !value.unreadable ? [value] : [];
  },
  ...read,
  mayChangeBy: (event) => kind in event.traits,
  trait: kind,
  identifier: kind,
});

/** The devices, the newest first. A token changes owner with its device, so it has no profile id. */
export const deviceAddress: ChannelAddress = {
  find: ({ devices }) => devices.toReversed(),
  deliverable: (token) => token,
  form: 'the token of a device',
  mayChangeBy: (event) => event.context.device !== undefined,
  trait: undefined,
  identifier: undefined,
};
