// The readers of each provider's events, by source. A company's own gateway reports on every channel in one format.
import type { GatewayReceipt, ProviderEvent } from '../../schemas/receipts.ts';
import { parseMicros } from '../domain/money/money.ts';
import { traceOfTag } from '../domain/trace.ts';
import { mailReport } from './email/receipts.ts';
import type { Report } from './report.ts';
import { smsReport } from './sms/receipts.ts';

type Source = ProviderEvent['source'];
type Details = { [S in Source]: Extract<ProviderEvent, { source: S }>['detail'] };

const reports: { [S in Source]: (id: string, time: number, detail: Details[S]) => Report } = {
  'aws.ses': mailReport,
  'aws.sms-voice': smsReport,
  'message-gateway': gatewayReport,
};

export function reportOf({ id, source, time, detail }: ProviderEvent): Report {
  return readBy(source, id, Date.parse(time), detail);
}

const readBy = <S extends Source>(source: S, id: string, time: number, detail: Details[S]): Report =>
  reports[source](id, time, detail);

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
