// The parts of the door in Lambda, whichever route events take: over HTTP, from the bus, released from quarantine.
import type { Envelope } from '../../schemas/mailbox.ts';
import { dynamodb, kms, sqs } from './aws.ts';
import { dynamoBlockList } from './dynamodb/block-list.ts';
import { dynamoProfileStore } from './dynamodb/profile-store.ts';
import { dynamoQuarantine } from './dynamodb/quarantine.ts';
import { dynamoSealedNames } from './dynamodb/sealed-names.ts';
import { env, optionalEnv } from './env.ts';
import { readPhone } from './kms/phone.ts';
import { kmsVault } from './kms/vault.ts';
import { sqsQueue } from './sqs/queue.ts';

export function doorPorts(clock: () => number) {
  const systemTable = env('SYSTEM_TABLE');
  const profiles = env('PROFILES_TABLE');
  const keyArn = env('SEAL_KEY_ARN');
  const region = optionalEnv('PHONE_REGION');
  return {
    vault: kmsVault({ kms: kms(), dynamodb: dynamodb(), keyArn, systemTable, clock, region, readPhone }),
    mailbox: sqsQueue<Envelope>(sqs(), env('MAILBOX_QUEUE_URL')),
    quarantine: dynamoQuarantine(dynamodb(), systemTable),
    sealedNames: dynamoSealedNames(dynamodb(), systemTable, clock),
    profiles: dynamoProfileStore(dynamodb(), profiles),
    blocks: dynamoBlockList(dynamodb(), profiles),
    clock,
  };
}
