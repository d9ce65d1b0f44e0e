// The figures of every channel in a window of time that ends now, to the hour. Whole days come from the totals of days;
// the first, partial day comes from its hours. Spend known only by day is spread evenly over its day.
import type { Program } from '../../../schemas/program.ts';
import { ALL_DAY } from '../../domain/attribution/bucket.ts';
import type { ModelName } from '../../domain/attribution/models.ts';
import { inCurrency, newTotal, type Total } from '../../domain/attribution/totals.ts';
import { isUnread } from '../../domain/attribution/unread.ts';
import { addDays, placeOf, startOfDay } from '../../domain/money/calendar.ts';
import { HOUR_MS } from '../../domain/time/duration.ts';
import type { MoneyStore } from '../../ports/money-store.ts';
import { type Converted, converter, newConverted } from './money-totals.ts';

export interface MoneyWindow {
  from: number;
  to: number;
  channels: Map<string, Converted>;
}

export async function readWindow(
  store: Pick<MoneyStore, 'dayTotals' | 'bucketTotals'>,
  program: Program,
  model: ModelName,
  { lengthMs, to, notBefore = 0 }: { lengthMs: number; to: number; notBefore?: number },
): Promise<MoneyWindow> {
  const from = Math.max(Math.floor((to - lengthMs) / HOUR_MS) * HOUR_MS, notBefore);
  const zone = program.timeZone;
  const first = placeOf(from, zone);
  const add = converter(program, model);
  const channels = new Map<string, Converted>();
  for (const { channel, day, total } of await store.dayTotals(first.day, placeOf(to, zone).day)) {
    if (isUnread(channel)) continue;
    const figures = channels.get(channel) ?? newConverted();
    channels.set(channel, figures);
    if (day !== first.day) {
      add(figures, total, day);
      continue;
    }
    const dayStart = startOfDay(day, zone);
    const dayEnd = Math.min(startOfDay(addDays(day, 1), zone), to);
    for (const { bucket, total: part } of await store.bucketTotals(channel, day)) {
      if (bucket.hour === ALL_DAY.hour) add(figures, shareOf(part, dayEnd - from, dayEnd - dayStart), day);
      else if (bucket.hour >= first.hour) add(figures, part, day);
    }
  }
  return { from, to, channels };
}

/** The part of a day's outside spend that lies in the window. */
function shareOf(total: Total, partMs: number, dayMs: number): Total {
  const share = newTotal();
  if (dayMs <= 0) return share;
  for (const [currency, { outside }] of total.currencies)
    inCurrency(share, currency).outside = (outside * BigInt(Math.max(0, partMs))) / BigInt(dayMs);
  return share;
}
