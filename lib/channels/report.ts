// A provider's report on a send, in one form for all providers.
import type { ReceiptMessage } from '../../schemas/mailbox.ts';
import type { IdentifierKind, SendChannel } from '../../schemas/names.ts';
import type { Money, TraceId } from '../../schemas/primitives.ts';

export interface Report {
  id: string;
  sendId: string | undefined;
  event: ReceiptMessage['event'] | 'unsubscribed' | undefined;
  at: number;
  bot?: boolean;
  url?: string;
  /** Plain address of the event, used where the record has no hash of it. Only its hash leaves this module. */
  address?: string;
  price?: Money;
  /** Returned by the provider with the sendId. */
  trace: TraceId | undefined;
}

/** A recipient's reply to a message. */
export interface Answer {
  /** The same for the same reply. */
  id: string;
  channel: SendChannel;
  /** The sender: the plain identifier goes no further than its profile id. */
  from: { kind: IdentifierKind; identifier: string };
  /** No more messages, or messages again; undefined: a person has to read it. */
  asks: 'stop' | 'start' | undefined;
  text: string;
  /** When it was received, where that is known. */
  at?: number;
  /** How it was expressed, for the record (I8). */
  source: string;
}
