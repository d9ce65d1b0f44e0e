// The contract of a channel. A channel is a module of this shape in its own folder, a line in each registry of this
// folder (channels, providers), and one in the list of schemas/names.ts.
import type { EventMessage } from '../../schemas/mailbox.ts';
import type { AddressKind, SendChannel } from '../../schemas/names.ts';
import type { Money } from '../../schemas/primitives.ts';
import type { Program } from '../../schemas/program.ts';
import type { ByField, Contents } from '../../schemas/template-fields.ts';
import type { Language } from '../domain/language.ts';
import type { ProfileState } from '../domain/profile/state.ts';
import type { Address } from './addresses.ts';

export interface ChannelAddress {
  /** The addresses at which the channel may reach this profile, the one to try first in front. */
  find(state: ProfileState): readonly Address[];
  /** The opened address as a provider takes it; undefined: it is not one address. */
  deliverable(opened: string): string | undefined;
  /** What such an address is, for whoever posted something else. */
  form: string;
  /** Whether an event may change the result of `find`. */
  mayChangeBy(event: EventMessage): boolean;
  /** The trait that holds it: a browser may not overwrite one set by a server. Undefined: no trait holds it. */
  trait: string | undefined;
  /** The identifier that gives the address a profile id of its own (I4); undefined: it has none. */
  identifier: AddressKind | undefined;
}

/**
 * Liquid's mode, the maximum number of characters (a limit of providers or of clients' displays), and how the rendered
 * text is cleaned.
 */
export type FieldRule = readonly [mode: 'html' | 'text', charsMax: number, clean: (text: string) => string];

/** What a message is composed with, besides its template's content. */
export interface Composing {
  /** The address, opened. */
  to: string;
  address: Address;
  /** sendId and trace: every provider returns them with its reports, or passes them to the app. */
  ids: Record<string, string>;
  program: Program;
  /** Price of one unit: a message, or one part of it. */
  unit: Money;
  now: number;
  links: Links;
}

/** The recipient's links of one message. */
export interface Links {
  /** The prefix of our own links. */
  base: string;
  unsubscribe: string;
  click(url: string): Promise<string>;
  /** As short as it can be, for a message that is paid by its length. */
  shortClick(url: string): Promise<string>;
  /** Undefined: the program does not count opens. */
  open?: (() => Promise<string>) | undefined;
}

export interface ChannelModule<C extends SendChannel, M> {
  /** Other names by which a consent may call it, besides its own; case, blanks and punctuation do not matter. */
  spellings: readonly string[];
  /** What its messages are called on recipients' pages, in the plural: "no more ...". */
  words: Readonly<Record<Language, string>>;
  address: ChannelAddress;
  /** How words that recipients answer with are compared; absent: they cannot answer. */
  replyWord?(text: string): string;
  fields: ByField<C, FieldRule>;
  /** How many units of its price a message costs. */
  units(content: Contents[C]): number;
  message(content: Contents[C], composing: Composing): M | Promise<M>;
  /** The message in the form that a company's own gateway receives. */
  posted(message: M): { to: string } & Record<string, unknown>;
}
