// How the rest of the company is informed about money: events on the bus for machines, messages to finance for
// people. Both may be sent twice, because an announcement is marked as made only afterwards.
import type { JsonObject } from '../../schemas/primitives.ts';

export interface BusEvent {
  /** `Budget Cut` ... */
  type: string;
  detail: JsonObject;
  at: number;
}

export interface FinanceMessage {
  /** One line of at most 100 plain characters. */
  subject: string;
  text: string;
}

export interface Announcer {
  /** Throws Unavailable unless the bus took it. */
  publish(event: BusEvent): Promise<void>;
  /** Throws Unavailable unless the topic took it. */
  notifyFinance(message: FinanceMessage): Promise<void>;
}
