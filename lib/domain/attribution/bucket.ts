// Where a row of money lies: a bucket is a channel's day, hour and shard. The shard is the slot of five minutes, so that a
// batch of recent facts touches one or two buckets of a channel and recomputing them reads minutes, not hours, of rows.
import type { Place } from '../money/calendar.ts';
import type { Total } from './totals.ts';

export interface Bucket extends Place {
  channel: string;
}

/** The channel of revenue that no touchpoint explains. No channel id begins with a tilde. */
export const UNATTRIBUTED = '~unattributed';

/** The hour and slot of amounts known only by day: reported outside spend. */
export const ALL_DAY = { hour: '--', slot: '--' } as const;

/** A fact's share of one bucket, under the fact's own id. It replaces only a row of lower rank. */
export interface Row {
  id: string;
  /** Compared in order. It makes a later fact about the same thing win, in whatever order the facts arrive. */
  rank: readonly [number, number];
  total: Total;
}

/** A string form, for maps and for the list of buckets an order ever touched. */
export const bucketKey = (b: Bucket): string => `${b.day}/${b.hour}/${b.slot}/${b.channel}`;

export function bucketOf(key: string): Bucket {
  const [day = '', hour = '', slot = '', ...channel] = key.split('/');
  return { day, hour, slot, channel: channel.join('/') };
}
