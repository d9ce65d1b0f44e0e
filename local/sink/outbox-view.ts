// The outbox for people: each message joined with its send's record, which has journey, step and cost.

import type { JsonObject } from '../template/json.ts';
import { numberAt, textAt } from '../template/json.ts';
import type { Outbox } from './outbox.ts';

export interface OutboxMessage {
  sendId: string | undefined;
  channel: string;
  to: string;
  profileId: string | undefined;
  journey: string | undefined;
  step: string | undefined;
  template: string | undefined;
  subject: string | undefined;
  text: string | undefined;
  html: string | undefined;
  headers: Record<string, string>;
  cost: { amount: string; currency: string } | undefined;
  /** Joins the log lines of the request that led to it (docs/operating/logs.md). */
  trace: string | undefined;
  sentAt: string;
}

export type OutboxFilter = { channel?: string | undefined; address?: string | undefined };
export type OutboxView = (filter: OutboxFilter) => Promise<OutboxMessage[]>;
/** Records by sendId, those that exist. */
export type ReadSends = (sendIds: string[]) => Promise<Map<string, JsonObject>>;

export function outboxView(outbox: Outbox, readSends: ReadSends): OutboxView {
  return async (filter) => {
    const messages = outbox.list(filter);
    const sendIds = new Set(messages.flatMap(({ sendId }) => (sendId === undefined ? [] : [sendId])));
    const records = await readSends([...sendIds]);
    return messages.map(({ sendId, trace, channel, to, subject, text, html, headers, sentAt }) => {
      const record = records.get(sendId ?? '') ?? {};
      return {
        sendId,
        channel,
        to,
        profileId: textAt(record.profile),
        journey: textAt(record.journey),
        step: textAt(record.step),
        template: textAt(record.template),
        subject,
        text,
        html,
        headers,
        cost: costOf(record),
        trace,
        sentAt,
      };
    });
  };
}

function costOf({ cost, currency }: JsonObject): OutboxMessage['cost'] {
  const micros = numberAt(cost);
  const unit = textAt(currency);
  return micros === undefined || unit === undefined ? undefined : { amount: decimal(micros), currency: unit };
}

/** 1,234,500 micros -> 1.2345; never fewer than two decimals. */
export function decimal(micros: number): string {
  const [sign, digits] = [micros < 0 ? '-' : '', String(Math.abs(micros)).padStart(7, '0')];
  const fraction = digits.slice(-6).replace(/0{1,4}$/, '');
  return `${sign}${digits.slice(0, -6)}.${fraction}`;
}
