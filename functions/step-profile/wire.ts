// What step-profile is made of in Lambda.
import { dynamodb, kms, s3, sqs } from '../../lib/adapters/aws.ts';
import { dynamoAddressBook } from '../../lib/adapters/dynamodb/address-book.ts';
import { dynamoBlockList } from '../../lib/adapters/dynamodb/block-list.ts';
import { dynamoKeyStore } from '../../lib/adapters/dynamodb/key-store.ts';
import { dynamoProfileStore } from '../../lib/adapters/dynamodb/profile-store.ts';
import { dynamoProgramStore } from '../../lib/adapters/dynamodb/program-store.ts';
import { dynamoQuarantine } from '../../lib/adapters/dynamodb/quarantine.ts';
import { env } from '../../lib/adapters/env.ts';
import { kmsVault } from '../../lib/adapters/kms/vault.ts';
import { logger } from '../../lib/adapters/logger.ts';
import { s3ObjectStore } from '../../lib/adapters/s3/object-store.ts';
import { sqsQueue } from '../../lib/adapters/sqs/queue.ts';
import { sqsRedelivery } from '../../lib/adapters/sqs/redelivery.ts';
import type { MailboxPorts } from '../../lib/application/commit/handle-mailbox.ts';
import { CompiledPrograms } from '../../lib/application/program/compiled-programs.ts';
import { ProgramCache } from '../../lib/application/program/program-cache.ts';
import { perChannel, sendsVariable } from '../../schemas/names.ts';

export function wire(): MailboxPorts {
  const profiles = env('PROFILES_TABLE');
  const systemTable = env('SYSTEM_TABLE');
  const store = dynamoProgramStore(dynamodb(), systemTable, s3ObjectStore(s3(), env('PROGRAM_BUCKET')));
  const queue = <T>(name: string) => sqsQueue<T>(sqs(), env(name));
  return {
    profiles: dynamoProfileStore(dynamodb(), profiles),
    keys: dynamoKeyStore(dynamodb(), { keys: env('KEYS_TABLE'), profiles }),
    blocks: dynamoBlockList(dynamodb(), profiles),
    addresses: dynamoAddressBook(dynamodb(), profiles),
    programs: new CompiledPrograms(new ProgramCache(store, Date.now), store),
    quarantine: dynamoQuarantine(dynamodb(), systemTable),
    vault: kmsVault({
      kms: kms(),
      dynamodb: dynamodb(),
      keyArn: env('SEAL_KEY_ARN'),
      systemTable,
      clock: Date.now,
    }),
    mailbox: queue('MAILBOX_QUEUE_URL'),
    timers: queue('TIMERS_QUEUE_URL'),
    facts: queue('FACTS_QUEUE_URL'),
    sends: perChannel((channel) => queue(sendsVariable(channel))),
    redelivery: sqsRedelivery(sqs(), env('MAILBOX_QUEUE_URL')),
    onFailure: (profile, error) => logger.error('stays in the mailbox', { profile, error }),
    onCommit: ({ poison, ...committed }) =>
      logger.info('commit', { ...committed, ...(poison ? { quarantined: poison } : {}) }),
    clock: Date.now,
  };
}
