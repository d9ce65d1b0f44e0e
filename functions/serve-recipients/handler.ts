// Recipients: unsubscribe, clicks, opens (routes.ts). The token in the path is signed; the path is never logged (I9).
import { dynamodb, kms, s3, sqs } from '../../lib/adapters/aws.ts';
import { dynamoBlockList } from '../../lib/adapters/dynamodb/block-list.ts';
import { dynamoProfileStore } from '../../lib/adapters/dynamodb/profile-store.ts';
import { dynamoProgramStore } from '../../lib/adapters/dynamodb/program-store.ts';
import { env } from '../../lib/adapters/env.ts';
import { kmsVault } from '../../lib/adapters/kms/vault.ts';
import { logger } from '../../lib/adapters/logger.ts';
import { s3ObjectStore } from '../../lib/adapters/s3/object-store.ts';
import { sqsQueue } from '../../lib/adapters/sqs/queue.ts';
import { ProgramCache } from '../../lib/application/program/program-cache.ts';
import { httpHandler } from '../../lib/http/stack.ts';
import { recipientRoutes } from './routes.ts';

const clock = (): number => Date.now();
const systemTable = env('SYSTEM_TABLE');
const profiles = env('PROFILES_TABLE');
const programs = dynamoProgramStore(dynamodb(), systemTable, s3ObjectStore(s3(), env('PROGRAM_BUCKET')));

export const handler = httpHandler(
  recipientRoutes({
    profiles: dynamoProfileStore(dynamodb(), profiles),
    blocks: dynamoBlockList(dynamodb(), profiles),
    vault: kmsVault({ kms: kms(), dynamodb: dynamodb(), keyArn: env('SEAL_KEY_ARN'), systemTable, clock }),
    mailbox: sqsQueue(sqs(), env('MAILBOX_QUEUE_URL')),
    programs: new ProgramCache(programs, clock),
    onFailure: (what, error) => logger.error('a recipient was not told', { what, error }),
    clock,
  }),
);
