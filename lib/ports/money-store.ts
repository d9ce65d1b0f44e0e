// Where facts that count money are kept: orders, rows in buckets, and totals recomputed from them. The store only keeps and
// compares; what is written in which order is lib/application/money/project-facts.ts.

import type { Bucket, Row } from '../domain/attribution/bucket.ts';
import type { OrderPart } from '../domain/attribution/credits.ts';
import type { Order } from '../domain/attribution/order.ts';
import type { Total } from '../domain/attribution/totals.ts';

export interface Versioned<T> {
  version: number;
  value: T;
}

export interface ChannelTotal {
  channel: string;
  day: string;
  total: Total;
}

export interface BucketTotal {
  bucket: Bucket;
  total: Total;
}

export interface MoneyStore {
  /** Strongly consistent. */
  readOrder(orderId: string): Promise<Versioned<Order> | undefined>;
  /** Puts version `expected + 1` (0: none was there). False: another writer was there first. */
  putOrder(orderId: string, expected: number, order: Order): Promise<boolean>;

  /** Lists under a day what of the order lies in it, unless the same or a higher version of the order was listed there. */
  listOrder(day: string, orderId: string, version: number, part: OrderPart): Promise<void>;
  /** The orders of a day. Each page strongly consistent, as rows(). */
  orders(day: string): Promise<OrderPart[]>;

  /** Puts the row unless one of the same id and the same or a higher rank is in the bucket. */
  putRow(bucket: Bucket, row: Row): Promise<void>;
  /** Totals of all rows in the bucket. Each page strongly consistent: a row put before the call is among them. */
  rows(bucket: Bucket): Promise<Total[]>;

  /** Version of a bucket's total, 0 where there is none. Strongly consistent. */
  bucketVersion(bucket: Bucket): Promise<number>;
  putBucketTotal(bucket: Bucket, expected: number, total: Total): Promise<boolean>;
  /** Totals of a channel's buckets of a day. Strongly consistent, as rows(). */
  bucketTotals(channel: string, day: string): Promise<BucketTotal[]>;

  /** Version of a channel's total of a day, 0 where there is none. Strongly consistent. */
  dayVersion(channel: string, day: string): Promise<number>;
  putDayTotal(channel: string, day: string, expected: number, total: Total): Promise<boolean>;
  /** Totals per channel and day of the days `from` to `to`, inclusive: one query a month. Strongly consistent. */
  dayTotals(from: string, to: string): Promise<ChannelTotal[]>;

  /** Counts for the eye only (delivered, opened ...): added to, so a redelivery may count twice. */
  addCount(channel: string, day: string, what: string, times: number): Promise<void>;
  /** By `what`, of one channel and day. */
  counts(channel: string, day: string): Promise<Record<string, number>>;
}
