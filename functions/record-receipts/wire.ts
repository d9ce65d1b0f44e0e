// What record-receipts is made of in Lambda.
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
import type { ReceiptPorts } from '../../lib/application/receipts/record-receipts.ts';

const clock = (): number => Date.now();

export function wire(): ReceiptPorts {
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
