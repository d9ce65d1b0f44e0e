// Turns providers' events, each in its own format, into one kind of report on a send.
import type { ReceiptMessage } from '../../../schemas/mailbox.ts';
import type { Money, TraceId } from '../../../schemas/primitives.ts';
import type { GatewayReceipt, ProviderEvent, SesDetail, SmsDetail } from '../../../schemas/receipts.ts';
import { parseMicros } from '../../domain/money/money.ts';
import { traceOfTag } from '../../domain/trace.ts';

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

export function reportOf(event: ProviderEvent): Report {
  const time = Date.parse(event.time);
  switch (event.source) {
    case 'aws.ses':
      return mailReport(event.id, time, event.detail);
    case 'aws.sms-voice':
      return smsReport(event.id, time, event.detail);
    case 'message-gateway':
      return gatewayReport(event.id, time, event.detail);
    default:
      return event satisfies never;
  }
}

function mailReport(id: string, time: number, detail: SesDetail): Report {
  const { mail, bounce, complaint, delivery, open, click } = detail;
  const timestamp = (bounce ?? complaint ?? delivery ?? open ?? click)?.timestamp;
  const recipients = bounce?.bouncedRecipients ?? complaint?.complainedRecipients ?? [];
  const report: Report = {
    id,
    sendId: mail.tags?.['sendId']?.[0],
    trace: traceOfTag(mail.tags?.['trace']?.[0]),
    event: mailEventOf(detail),
    at: timestamp ? Date.parse(timestamp) : time,
    bot: (open ?? click)?.isBotEvent === 'Likely',
    // Only when there is a single one: complaint reports often name every recipient at the domain.
    ...(recipients.length === 1 && recipients[0]?.emailAddress
      ? { address: recipients[0].emailAddress }
      : {}),
  };
  return click?.link ? { ...report, url: withoutQuery(click.link) } : report;
}

function mailEventOf({ eventType, bounce }: SesDetail): Report['event'] {
  switch (eventType) {
    case 'Send':
      return 'sent';
    case 'Delivery':
      return 'delivered';
    case 'Bounce':
      return bounce?.bounceType === 'Permanent' ? 'bounced' : 'soft-bounced';
    case 'Complaint':
      return 'complained';
    case 'Open':
      return 'opened';
    case 'Click':
      return 'clicked';
    case 'Reject':
    case 'Rendering Failure':
      return 'rejected';
    default:
      // DeliveryDelay: nothing is decided yet. Subscription: SES's own lists, which we do not use.
      return undefined;
  }
}

const MICROS = 1_000_000;

function smsReport(id: string, time: number, detail: SmsDetail): Report {
  const { context, eventTimestamp, isFinal, totalMessagePrice, totalCarrierFee } = detail;
  // Events arrive out of order, so only the final price is taken.
  const dollars = isFinal ? (totalMessagePrice ?? 0) + (totalCarrierFee ?? 0) : 0;
  return {
    id,
    sendId: context?.['sendId'],
    trace: traceOfTag(context?.['trace']),
    event: smsEventOf(detail),
    at: eventTimestamp ?? time,
    ...(dollars > 0 ? { price: { micros: Math.round(dollars * MICROS), currency: 'USD' } } : {}),
  };
}

function smsEventOf({ messageStatus, isFinal }: SmsDetail): Report['event'] {
  switch (messageStatus) {
    case 'DELIVERED':
    case 'SUCCESSFUL':
      return 'delivered';
    case 'INVALID':
      return 'bounced';
    case 'QUEUED':
    case 'PENDING':
    case 'SENT':
      return 'sent';
    default:
      return isFinal ? 'undeliverable' : undefined;
  }
}

/**
 * A message that failed at the gateway had been accepted: its cost stands, unless the gateway reports another price.
 */
function gatewayReport(id: string, time: number, detail: GatewayReceipt): Report {
  const { sendId, event, at, cost, bot, trace } = detail;
  return {
    id,
    sendId,
    event: event === 'failed' ? 'undeliverable' : event,
    at: at === undefined ? time : Date.parse(at),
    trace: traceOfTag(trace),
    ...(bot ? { bot } : {}),
    ...(cost ? { price: { micros: parseMicros(cost.amount), currency: cost.currency } } : {}),
  };
}

/** Query strings may hold an address (I9). */
export function withoutQuery(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? '';
}
