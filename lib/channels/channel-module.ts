// What the rest of the code asks of a channel. A channel is a module of this shape in a folder of its own, a line in each
// registry of this folder (channels, providers), and one in the list of schemas/names.ts.
import type { EventMessage } from '../../schemas/mailbox.ts';
import type { AddressKind, SendChannel } from '../../schemas/names.ts';
import type { Money } from '../../schemas/primitives.ts';
import type { Program } from '../../schemas/program.ts';
import type { ByField, Contents } from '../../schemas/template-fields.ts';
import type { ProfileState } from '../domain/profile/state.ts';
import type { Address } from './addresses.ts';

export interface ChannelAddress {
  /** Where the channel would reach this profile. */
  find(state: ProfileState): Address | undefined;
  /** Whether an event may change what `find` finds. */
  mayChangeBy(event: EventMessage): boolean;
  /** The trait that holds it: a browser may not overwrite what a server set. Undefined: no trait does. */
  trait: string | undefined;
  /** What the address's own profile id is made of (I4); undefined: it has none. */
  identifier: AddressKind | undefined;
}

/** Liquid's mode, the most characters (what providers take, or clients show), and how the rendered text is cleaned. */
export type FieldRule = readonly [mode: 'html' | 'text', charsMax: number, clean: (text: string) => string];

/** What a message is composed with, beside its template's content. */
export interface Composing {
  /** The address, opened. */
  to: string;
  address: Address;
  /** sendId and trace: every provider hands them back with what it reports, or on to the app. */
  ids: Record<string, string>;
  program: Program;
  /** Price of one unit: a message, or a part of one. */
  unit: Money;
  now: number;
  links: {
    /** Links of ours begin so. */
    base: string;
    unsubscribe: string;
    click(url: string): Promise<string>;
    open(): Promise<string>;
  };
}

export interface ChannelModule<C extends SendChannel, M> {
  /** As recipients read it, in "no more ..." and in "no more of these ...". */
  words: { some: string; these: string };
  address: ChannelAddress;
  fields: ByField<C, FieldRule>;
  /** How many units of its price a message costs. */
  units(content: Contents[C]): number;
  message(content: Contents[C], composing: Composing): M | Promise<M>;
  /** What a gateway of the company's own is given of a message. */
  posted(message: M): { to: string } & Record<string, unknown>;
}
