// What a report says of money that came in and is not booked, or not as it was said: from the totals what the books could
// not take, from the quarantine what never reached them.
import type { UnreadMoney } from '../../../schemas/api/reports.ts';
import type { ModelName } from '../../domain/attribution/models.ts';
import type { Total } from '../../domain/attribution/totals.ts';
import { isUnread, NO_CURRENCY, unreadKey, unreadReasons } from '../../domain/attribution/unread.ts';
import { addDays, startOfDay } from '../../domain/money/calendar.ts';
import { formatMoney } from '../../domain/money/money.ts';
import { isMoneyEvent } from '../../domain/money/money-event.ts';
import type { Quarantine } from '../../ports/quarantine.ts';
import { ordersIn } from './money-totals.ts';

type Reason = UnreadMoney['events'][number]['reason'];

const DETAILS: Readonly<Record<Reason, string>> = {
  quarantined:
    'Orders and refunds that could not be read. GET /v1/quarantine names each with a pointer; mended and released they are booked.',
  'no-amount':
    'Orders without any amount. They count from when an Order Updated, or the order again, brings it.',
  'above-order':
    'Refunds of more than was left of their order. What was left is booked, and this much is not.',
  'unknown-order':
    'Refunds, cancellations and updates whose order is not known. A refund that names amount and currency is booked as unattributed until it is; the others wait for it.',
};

/** Sums the totals that stand under a reason instead of a channel. */
export class UnreadSum {
  readonly #sums = new Map<string, { count: bigint; amounts: Map<string, bigint> }>();

  /** Whether the total is one of them: then it belongs to no channel. */
  takes(channel: string, total: Total, model: ModelName): boolean {
    if (!isUnread(channel)) return false;
    const sum = this.#sums.get(channel) ?? { count: 0n, amounts: new Map<string, bigint>() };
    this.#sums.set(channel, sum);
    for (const [currency, { credits }] of total.currencies) {
      sum.count += credits[model].refunds;
      sum.amounts.set(currency, (sum.amounts.get(currency) ?? 0n) + credits[model].refunded);
    }
    return true;
  }

  answer(): UnreadMoney {
    const events = unreadReasons.map((reason) => {
      const { count = 0n, amounts = new Map<string, bigint>() } = this.#sums.get(unreadKey(reason)) ?? {};
      return { reason, count: ordersIn(count), amounts: shown(amounts) };
    });
    return unreadOf(events);
  }
}

function unreadOf(events: Omit<UnreadMoney['events'][number], 'detail'>[]): UnreadMoney {
  return {
    count: events.reduce((sum, { count }) => sum + count, 0),
    events: events
      .filter(({ count }) => count > 0)
      .map((each) => ({ ...each, detail: DETAILS[each.reason] })),
  };
}

const shown = (amounts: ReadonlyMap<string, bigint>) =>
  [...amounts]
    .filter(([currency, micros]) => currency !== NO_CURRENCY && micros !== 0n)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, micros]) => formatMoney(micros, currency));

/**
 * The report with the orders and refunds of its days that are in quarantine: of the days on which they came in, since
 * no more of them could be read.
 */
export async function withQuarantined<Report extends { from: string; to: string; unread: UnreadMoney }>(
  report: Report,
  quarantine: Pick<Quarantine, 'notes'>,
  timeZone: string,
): Promise<Report> {
  const end = startOfDay(addDays(report.to, 1), timeZone);
  const notes = await quarantine.notes(startOfDay(report.from, timeZone), end);
  const waiting = notes.filter(
    ({ event, releasedAt }) => event && releasedAt === undefined && isMoneyEvent(event),
  );
  const quarantined = { reason: 'quarantined' as const, count: waiting.length, amounts: [] };
  return { ...report, unread: unreadOf([quarantined, ...report.unread.events]) };
}
