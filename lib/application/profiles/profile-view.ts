/**
 * A profile as a support person sees it: found by any identifier, with redirects followed and sealed values in their
 * masked form (I9).
 */

import type { Profile } from '../../../schemas/api/profiles.ts';
import type { Sealed } from '../../../schemas/mailbox.ts';
import type { IdentifierKind } from '../../../schemas/names.ts';
import { type Json, ProfileId, SendChannel } from '../../../schemas/primitives.ts';
import { unreadableTraits } from '../../channels/channels.ts';
import type { Block } from '../../domain/consent/block.ts';
import { consents } from '../../domain/consent/consent.ts';
import type { ProfileState } from '../../domain/profile/state.ts';
import { isSealed } from '../../domain/sealing/sealed.ts';
import type { BlockList } from '../../ports/block-list.ts';
import type { AddressBook, ProfileStore } from '../../ports/profile-store.ts';
import type { Vault } from '../../ports/vault.ts';
import { findRecipient, type Recipient } from '../recipient.ts';
import { blocksOf } from '../suppression/blocks.ts';

export interface ProfilePorts {
  profiles: ProfileStore;
  addresses: AddressBook;
  blocks: BlockList;
  vault: Pick<Vault, 'profileId'>;
}

const KINDS: readonly IdentifierKind[] = ['user', 'email', 'phone', 'device', 'anonymous'];

/** Undefined: nothing is stored under this address, or the person was erased. */
export async function findProfile(ports: ProfilePorts, address: string): Promise<Recipient | undefined> {
  const id = await idOf(ports, address);
  const owner = /^[ep]-/.test(id) ? await ports.addresses.find(id) : undefined;
  const found = owner === undefined ? undefined : await findRecipient(ports.profiles, owner);
  return found ?? findRecipient(ports.profiles, id);
}

/** A profile id, `kind:identifier`, or a bare identifier whose form reveals its kind. */
async function idOf({ vault }: ProfilePorts, address: string): Promise<ProfileId> {
  const known = ProfileId.safeParse(address);
  if (known.success) return known.data;
  const kind = KINDS.find((each) => address.startsWith(`${each}:`));
  if (kind) return vault.profileId(kind, address.slice(kind.length + 1));
  if (/^[^@\s]+@[^@\s]+$/.test(address)) return vault.profileId('email', address);
  return vault.profileId(/^\+\d[\d ()-]+$/.test(address) ? 'phone' : 'user', address);
}

export async function showProfile(ports: ProfilePorts, { state, chain }: Recipient): Promise<Profile> {
  const blocks = await blocksOf(ports.blocks, chain);
  const unreadable = unreadableTraits(state.traits);
  return {
    id: state.id,
    ...(chain.length > 1 && { redirectedFrom: chain.slice(0, -1) }),
    createdAt: time(state.createdAt),
    updatedAt: time(state.handledAt),
    program: state.program,
    ...(state.userId && { userId: state.userId.m }),
    traits: masked(state.traits),
    ...(unreadable.length > 0 && { unreadable }),
    ...(state.timeZone && { timeZone: state.timeZone }),
    ...(state.locale && { locale: state.locale }),
    devices: state.devices.map(({ platform, at, token }) => ({ platform, token: token.m, at: time(at) })),
    consent: consentOf(state),
    blocks: blocks.map(showBlock),
    journeys: journeysOf(state),
    touchpoints: state.touchpoints.map((touch) => ({ ...touch, at: time(touch.at) })),
    linked: state.linked,
    ...(state.parked && { waitsForHandOver: state.parked.awaiting }),
  };
}

function consentOf(state: ProfileState): Profile['consent'] {
  return Object.entries(state.consent).flatMap(([purpose, channels]) =>
    Object.entries(channels).map(([channel, { yes, no }]) => {
      const known = SendChannel.safeParse(channel);
      const given = known.success && consents(state, purpose, known.data);
      const mark = given ? yes : (no ?? yes);
      return {
        purpose,
        channel,
        given,
        ...(mark && { at: time(mark.at), ...(mark.source && { source: mark.source }) }),
        ...(mark?.wording && { wording: mark.wording }),
      };
    }),
  );
}

function showBlock({ channel, reason, purpose, acceptedAt }: Block): Profile['blocks'][number] {
  return { channel, reason, ...(purpose && { purpose }), at: time(acceptedAt) };
}

function journeysOf(state: ProfileState): Profile['journeys'] {
  return Object.entries(state.journeys).map(([journey, inside]) => ({
    journey,
    phase: inside.phase,
    entry: inside.entry,
    enteredAt: time(inside.enteredAt),
    ...(inside.step !== undefined && { step: inside.step }),
    ...(inside.wakeAt !== undefined && { until: time(inside.wakeAt) }),
    ...(inside.goalAt !== undefined && { goalAt: time(inside.goalAt) }),
  }));
}

export const time = (ms: number): string => new Date(ms).toISOString();

/** The type after `masked`. */
export type Masked<T> = [Json] extends [T]
  ? Json
  : T extends Sealed
    ? string
    : T extends readonly (infer Item)[]
      ? Masked<Item>[]
      : T extends object
        ? { [Name in keyof T]: Masked<T[Name]> }
        : T;

/** A copy with every sealed value replaced by its masked form alone. */
export const masked = <T>(value: T): Masked<T> => maskedJson(value) as Masked<T>;

function maskedJson(value: unknown): Json {
  if (isSealed(value)) return value.m;
  if (Array.isArray(value)) return value.map(maskedJson);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, each]) => (each === undefined ? [] : [[name, maskedJson(each)]])),
    );
  return (value ?? null) as Json;
}
