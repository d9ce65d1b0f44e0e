// Reports of End User Messaging about an SMS, and its recipient's replies.
import type { InboundSms, SmsDetail } from '../../../schemas/receipts.ts';
import { traceOfTag } from '../../domain/trace.ts';
import type { Answer, Report } from '../report.ts';
import { type ReplyWords, readReply } from './reply-words.ts';

const MICROS = 1_000_000;

export function smsReport(id: string, time: number, detail: SmsDetail): Report {
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

export function smsAnswer(
  { inboundMessageId, messageBody, originationNumber }: InboundSms,
  words?: ReplyWords,
): Answer {
  return {
    id: inboundMessageId,
    channel: 'sms',
    from: { kind: 'phone', identifier: originationNumber },
    asks: readReply(messageBody, originationNumber, words),
    text: messageBody,
    source: 'answered by SMS',
  };
}
