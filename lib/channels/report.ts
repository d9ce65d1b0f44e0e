// What a provider reports of a send, whatever its own words for it.
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

/** What a recipient answered to a message. */
export interface Answer {
  /** The same for the same answer. */
  id: string;
  channel: SendChannel;
  /** Who answered: the plain identifier goes no further than its profile id. */
  from: { kind: IdentifierKind; identifier: string };
  /** It asks for no more messages. */
  optsOut: boolean;
  /** How they said so, for the record (I8). */
  source: string;
}
