// Facts: what project-facts turns into touchpoints, revenue, spend and counts. At least once, in any order; each has its own id.
import * as z from 'zod';
import { Currency, LocalDate, Micros, Millis, ProfileId, Slug } from './primitives.ts';

export const Touchpoint = z.object({
  at: Millis,
  channel: z.string(),
  kind: z.enum(['click', 'visit', 'send']),
  campaign: z.string().optional(),
  journey: z.string().optional(),
  step: z.string().optional(),
  template: z.string().optional(),
  /** The variant of the experiment that the message was part of. */
  variant: z.string().optional(),
});
export type Touchpoint = z.infer<typeof Touchpoint>;

/** Cost of one send. A higher `rev` replaces a lower one, because the receipt brings the real price. */
export const SendCostFact = z.object({
  type: z.literal('send-cost'),
  sendId: z.string(),
  channel: Slug,
  at: Millis,
  amount: Micros,
  currency: Currency,
  rev: z.int(),
});
/** A row of POST /v1/spend; replaces only one accepted earlier for its (date, channel, campaign). */
export const SpendFact = z.object({
  type: z.literal('spend'),
  date: LocalDate,
  channel: z.string(),
  campaign: z.string(),
  amount: Micros,
  currency: Currency,
  impressions: z.int(),
  clicks: z.int(),
  acceptedAt: Millis,
  index: z.int(),
});
/**
 * An `Order Completed`. One per order_id counts: the earliest accepted, with the amount of the last accepted. Without
 * revenue its amount is still to come.
 */
export const ConversionFact = z.object({
  type: z.literal('conversion'),
  orderId: z.string(),
  eventId: z.string(),
  profile: ProfileId,
  at: Millis,
  acceptedAt: Millis,
  index: z.int(),
  revenue: Micros.optional(),
  currency: Currency,
  /** The event named no currency: it is the program's, until another event of the order names one. */
  assumed: z.literal(true).optional(),
  touchpoints: z.array(Touchpoint),
});
/** An `Order Updated` with an amount: what the order now amounts to. Without a currency: the order's. */
export const CorrectionFact = z.object({
  type: z.literal('correction'),
  orderId: z.string(),
  eventId: z.string(),
  profile: ProfileId,
  at: Millis,
  acceptedAt: Millis,
  index: z.int(),
  revenue: Micros,
  currency: Currency.optional(),
});
/**
 * An `Order Refunded` or `Order Cancelled`, positive amount, keyed by (orderId, refundId), booked on its own date.
 * Without an amount: the rest of the order; without a currency: the order's.
 */
export const RefundFact = z.object({
  type: z.literal('refund'),
  orderId: z.string(),
  refundId: z.string(),
  profile: ProfileId,
  at: Millis,
  acceptedAt: Millis,
  amount: Micros.optional(),
  currency: Currency.optional(),
});
/** Informative only: sent, delivered, opened ... per channel and day. */
export const CountFact = z.object({
  type: z.literal('count'),
  id: z.string(),
  channel: z.string(),
  what: z.string(),
  at: Millis,
});
export const Fact = z.discriminatedUnion('type', [
  SendCostFact,
  SpendFact,
  ConversionFact,
  CorrectionFact,
  RefundFact,
  CountFact,
]);
export type Fact = z.infer<typeof Fact>;
export type ConversionFact = z.infer<typeof ConversionFact>;
export type CorrectionFact = z.infer<typeof CorrectionFact>;
export type RefundFact = z.infer<typeof RefundFact>;
export type SpendFact = z.infer<typeof SpendFact>;
export type SendCostFact = z.infer<typeof SendCostFact>;

/** The body of one message of the facts queue: spend is posted in thousands of rows, which travel together. */
export const FactsMessage = z.union([Fact, z.array(Fact).min(1)]);
export type FactsMessage = z.infer<typeof FactsMessage>;
