// What providers report: SES and SMS events of the default bus, answers by SMS over SNS (lib/application/receipts/record-receipts.ts).
// Lambda tries a failed event again twice and then keeps it in the queue of the undelivered.
import type { SNSEvent } from 'aws-lambda';
import { logger } from '../../lib/adapters/logger.ts';
import {
  type ReceiptPorts,
  recordAnswer,
  recordProviderEvent,
} from '../../lib/application/receipts/record-receipts.ts';
import { smsAnswer } from '../../lib/channels/sms/receipts.ts';
import { inboundSms } from '../../schemas/generated/inbound-sms.js';
import { providerEvent } from '../../schemas/generated/provider-event.js';
import { mistakeOf, parser } from '../../schemas/parser.ts';
import { wire } from './wire.ts';

const readSms = parser(inboundSms);
let wired: ReceiptPorts | undefined;

export async function handler(event: SNSEvent | Record<string, unknown>): Promise<void> {
  wired ??= wire();
  if ('Records' in event) {
    for (const { Sns } of (event as SNSEvent).Records)
      await recordAnswer(wired, smsAnswer(readSms(JSON.parse(Sns.Message))));
    return;
  }
  if (!providerEvent(event)) {
    // Its shape is not ours to mend, and trying again gives the same.
    logger.warn('a provider event that cannot be read', {
      eventId: String(event['id']),
      type: String(event['detail-type']),
      reason: mistakeOf(providerEvent),
    });
    return;
  }
  const { id, source } = event;
  const result = await recordProviderEvent(wired, event);
  if (result === 'ignored') logger.debug('a provider event about no send of ours', { eventId: id, source });
}
