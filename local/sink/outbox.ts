// The messages that providers accepted, in order, and a look-up by message id or sendId.

import type { SendChannel } from '../../schemas/names.ts';
import type { Json } from '../template/json.ts';

export interface Accepted {
  messageId: string;
  /** Travels with the message: SES EmailTags, SMS Context, push data. */
  sendId: string | undefined;
  /** Travels with it too. */
  trace: string | undefined;
  channel: SendChannel;
  to: string;
  subject: string | undefined;
  text: string | undefined;
  html: string | undefined;
  headers: Record<string, string>;
  sentAt: string;
  /** What the provider needs for later reports on it. */
  provider: { [key: string]: Json | undefined };
}

export class Outbox {
  #messages: Accepted[] = [];
  #bySendId = new Map<string, Accepted>();

  add(message: Accepted): void {
    this.#messages.push(message);
    if (message.sendId !== undefined) this.#bySendId.set(message.sendId, message);
  }

  list(filter: { channel?: string | undefined; address?: string | undefined }): Accepted[] {
    return this.#messages.filter(
      ({ channel, to }) =>
        (filter.channel === undefined || channel === filter.channel) &&
        (filter.address === undefined || to.toLowerCase() === filter.address.toLowerCase()),
    );
  }

  /** By sendId, or by the provider's own message id if there is none. */
  find(id: string): Accepted | undefined {
    return this.#bySendId.get(id) ?? this.#messages.find(({ messageId }) => messageId === id);
  }
}

/** Our ids in a map of tags: the sendId, however it is spelled, and the trace. */
export function idsOf(tags: Iterable<readonly [string, string]>): Pick<Accepted, 'sendId' | 'trace'> {
  const all = [...tags];
  return {
    sendId: all.find(([name]) => /^(cairn[-_:.]?)?send[-_]?id$/i.test(name))?.[1],
    trace: all.find(([name]) => name === 'trace')?.[1],
  };
}
