// One port for every way out. An answer says what it proves, not what the vendor called it.
import type { Money, SendChannel, TraceId } from '../../schemas/primitives.ts';

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

export interface EmailMessage {
  to: string;
  subject: string;
  html: string;
  text?: string;
  headers: Record<string, string>;
  tags: Record<string, string>;
}
export interface SmsMessage {
  to: string;
  text: string;
  promotional: boolean;
  maxPrice?: Money;
  context: Record<string, string>;
}
export interface PushMessage {
  to: string;
  platform: 'ios' | 'android';
  title: string;
  text: string;
  url?: string;
  data: Record<string, string>;
}

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
