// One port for every way out. An answer says what it proves, not what the vendor called it.
import type { Money, SendChannel, TraceId } from '../../schemas/primitives.ts';
import type { Messages } from '../channels/channels.ts';

export type ProviderAnswer =
  | {
      kind: 'accepted';
      providerId?: string /** a push service's new token for the address */;
      updatedAddress?: string;
    }
  /** Proves that it was not accepted and never will be. `address`: the address itself is at fault (hard bounce, opted out). */
  | { kind: 'rejected'; reason: string; fault?: 'address' | 'opted-out' }
  /** Proves that it was not accepted now; may be later. */
  | { kind: 'again'; reason: string }
  /** Proves nothing (time-out, 500 after sending): never re-sent by itself. */
  | { kind: 'unknown'; reason: string };

/** What a send is for. AWS's services need none of it; a gateway of the company's own may. */
export interface SendAbout {
  sendId: string;
  channel: SendChannel;
  journey: string;
  step: string;
  template: string;
  purpose: string;
  cost: Money;
  trace?: TraceId | undefined;
}

export interface Provider<M> {
  send(message: M, about: SendAbout): Promise<ProviderAnswer>;
}

/** One for each channel. */
export type Providers = { [C in SendChannel]: Provider<Messages[C]> };
