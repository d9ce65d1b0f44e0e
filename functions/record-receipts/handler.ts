// What providers report: SES and SMS events of the default bus, answers by SMS over SNS (lib/application/record-receipts.ts).
// Lambda tries a failed event again twice and then keeps it in the queue of the undelivered.
import type { SNSEvent } from 'aws-lambda';
import { dynamodb, kms, sqs } from '../../lib/adapters/aws.ts';
import { dynamoAddressBook } from '../../lib/adapters/dynamodb/address-book.ts';
import { dynamoBlockList } from '../../lib/adapters/dynamodb/block-list.ts';
import { dynamoProfileStore } from '../../lib/adapters/dynamodb/profile-store.ts';
import { dynamoSendLog } from '../../lib/adapters/dynamodb/send-log.ts';
import { env } from '../../lib/adapters/env.ts';
import { readPhone } from '../../lib/adapters/kms/phone.ts';
import { kmsVault } from '../../lib/adapters/kms/vault.ts';
import { logger } from '../../lib/adapters/logger.ts';
import { sqsQueue } from '../../lib/adapters/sqs/queue.ts';
import {
  type ReceiptPorts,
  recordInboundSms,
  recordProviderEvent,
} from '../../lib/application/record-receipts.ts';
import { inboundSms } from '../../schemas/generated/inbound-sms.js';
import { providerEvent } from '../../schemas/generated/provider-event.js';
import { mistakeOf, parser } from '../../schemas/parser.ts';

const clock = (): number => Date.now();
const readSms = parser(inboundSms);
let wired: ReceiptPorts | undefined;

function wire(): ReceiptPorts {
  const [profiles, systemTable] = [env('PROFILES_TABLE'), env('SYSTEM_TABLE')];
  return {
    profiles: dynamoProfileStore(dynamodb(), profiles),
    blocks: dynamoBlockList(dynamodb(), profiles),
    addresses: dynamoAddressBook(dynamodb(), profiles),
    log: dynamoSendLog(dynamodb(), env('SENDS_TABLE'), clock),
    vault: kmsVault({
      kms: kms(),
      dynamodb: dynamodb(),
      keyArn: env('SEAL_KEY_ARN'),
      systemTable,
      clock,
      readPhone,
    }),
    mailbox: sqsQueue(sqs(), env('MAILBOX_QUEUE_URL')),
    facts: sqsQueue(sqs(), env('FACTS_QUEUE_URL')),
    onRecorded: (recorded) => logger.info('receipt', recorded),
    clock,
  };
}

export async function handler(event: SNSEvent | Record<string, unknown>): Promise<void> {
  wired ??= wire();
  if ('Records' in event) {
    for (const { Sns } of (event as SNSEvent).Records)
      await recordInboundSms(wired, readSms(JSON.parse(Sns.Message)));
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
