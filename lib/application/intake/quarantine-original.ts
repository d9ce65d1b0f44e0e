// How the original of a quarantined item is stored: as one sealed JSON text (I9), with what is needed to post it
// again.

import type { Envelope, MailboxMessage, Trust } from '../../../schemas/mailbox.ts';
import type { Quarantined } from '../../ports/quarantine.ts';
import type { Vault } from '../../ports/vault.ts';

/** Calls that intake refused, as the messages of a batch. */
export interface IntakeOriginal {
  from: 'intake';
  trust: Extract<Trust, 'server' | 'browser'>;
  /** Id of the write key. */
  source: string;
  acceptedAt: number;
  sentAt?: unknown;
  messages: unknown[];
}
/** A message that a profile's mailbox could not take. */
export interface MailboxOriginal {
  from: 'mailbox';
  profile: string;
  keys: Envelope['keys'];
  message: MailboxMessage;
}
/** A mailbox body that could not be read: kept unchanged. */
export interface BodyOriginal {
  from: 'body';
  group: string;
  body: string;
}
/** A reply to a message that a person has to read. */
export interface ReplyOriginal {
  from: 'reply';
  channel: string;
  /** The sender's number or address. */
  identifier: string;
  text: string;
}
export type Original = IntakeOriginal | MailboxOriginal | BodyOriginal | ReplyOriginal;

export interface Reason {
  at: number;
  /** Unique within its millisecond; the same reason met again gives the same id. */
  key: string;
  type?: string;
  event?: string;
  pointer: string;
  detail: string;
}

/** The id begins with the time, so that a row can be found by the id alone. */
export async function quarantined(vault: Vault, original: Original, reason: Reason): Promise<Quarantined> {
  const { at, key, ...shown } = reason;
  const sealing = await vault.begin();
  const value = sealing.seal(JSON.stringify(original), 'text');
  const id = `${String(at).padStart(15, '0')}-${sealing.hash(key, 'text').slice(0, 12)}`;
  const source = original.from === 'body' ? 'mailbox' : original.from;
  return { id, at, source, ...shown, sealed: { value, keys: sealing.keys() } };
}

export async function openOriginal(vault: Pick<Vault, 'open'>, item: Quarantined): Promise<Original> {
  return JSON.parse(await vault.open(item.sealed.value, item.sealed.keys)) as Original;
}
