// Reports of providers as they arrive: SES and SMS events of the default bus, SMS replies from SNS. Only fields that
// Cairn reads are listed.
import * as z from 'zod';
import { Currency } from './primitives.ts';

const Timed = z.looseObject({ timestamp: z.iso.datetime({ offset: true }).optional() });
const Botted = Timed.extend({ isBotEvent: z.string().optional() });
const Recipients = z.array(z.looseObject({ emailAddress: z.string().optional() })).optional();

/** `detail` of an event with source aws.ses. */
export const SesDetail = z.looseObject({
  eventType: z.string(),
  mail: z.looseObject({
    messageId: z.string(),
    tags: z.record(z.string(), z.array(z.string())).optional(),
  }),
  bounce: Timed.extend({
    bounceType: z.string(),
    bounceSubType: z.string().nullish(),
    bouncedRecipients: Recipients,
  }).optional(),
  complaint: Timed.extend({
    /** Feedback-Type of the report (RFC 5965); absent where it had none. */
    complaintFeedbackType: z.string().nullish(),
    complaintSubType: z.string().nullish(),
    complainedRecipients: Recipients,
  }).optional(),
  delivery: Timed.optional(),
  open: Botted.optional(),
  click: Botted.extend({ link: z.string().optional() }).optional(),
});
export type SesDetail = z.infer<typeof SesDetail>;

/** `detail` of "Text Message Delivery Status Updated", source aws.sms-voice. */
export const SmsDetail = z.looseObject({
  eventType: z.string(),
  isFinal: z.boolean().optional(),
  messageId: z.string(),
  messageStatus: z.string(),
  eventTimestamp: z.number().optional(),
  context: z.record(z.string(), z.string()).optional(),
  /** US dollars. */
  totalMessagePrice: z.number().optional(),
  totalCarrierFee: z.number().optional(),
});
export type SmsDetail = z.infer<typeof SmsDetail>;

/** `detail` of a "Message Receipt" that a company's own gateway puts on the installation's bus. */
export const GatewayReceipt = z.looseObject({
  sendId: z.string().min(1).max(100),
  event: z.enum(['delivered', 'bounced', 'complained', 'opened', 'clicked', 'unsubscribed', 'failed']),
  at: z.iso.datetime({ offset: true }).optional(),
  /** The real cost. */
  cost: z
    .object({
      amount: z.string().regex(/^\d{1,9}(\.\d{1,6})?$/, 'a decimal amount such as "0.05"'),
      currency: Currency,
    })
    .optional(),
  /** A scanner or a prefetcher, not a person. */
  bot: z.boolean().optional(),
  /** As the message carried it. */
  trace: z.string().optional(),
});
export type GatewayReceipt = z.infer<typeof GatewayReceipt>;

/** `source` of those events, which distinguishes them from events about people. */
export const GATEWAY_SOURCE = 'message-gateway';

const envelope = { id: z.string(), time: z.iso.datetime({ offset: true }) };
export const ProviderEvent = z.discriminatedUnion('source', [
  z.looseObject({ ...envelope, source: z.literal('aws.ses'), detail: SesDetail }),
  z.looseObject({ ...envelope, source: z.literal('aws.sms-voice'), detail: SmsDetail }),
  z.looseObject({ ...envelope, source: z.literal(GATEWAY_SOURCE), detail: GatewayReceipt }),
]);
export type ProviderEvent = z.infer<typeof ProviderEvent>;

/** The Message of an SNS record of a two-way number. */
export const InboundSms = z.looseObject({
  originationNumber: z.string(),
  messageBody: z.string(),
  inboundMessageId: z.string(),
});
export type InboundSms = z.infer<typeof InboundSms>;
