// Events and spend over HTTP, into mailboxes and facts.
import { dynamodb, kms, sqs } from '../../lib/adapters/aws.ts';
import { dynamoQuarantine } from '../../lib/adapters/dynamodb/quarantine.ts';
import { dynamoSealedNames } from '../../lib/adapters/dynamodb/sealed-names.ts';
import { dynamoWriteKeys } from '../../lib/adapters/dynamodb/write-keys.ts';
import { env, optionalEnv } from '../../lib/adapters/env.ts';
import { kmsVault } from '../../lib/adapters/kms/vault.ts';
import { sqsQueue } from '../../lib/adapters/sqs/queue.ts';
import { Intake } from '../../lib/application/ingest.ts';
import { httpHandler } from '../../lib/http/stack.ts';
import { intakeRoutes } from './routes.ts';

const clock = (): number => Date.now();
const systemTable = env('SYSTEM_TABLE');

export const handler = httpHandler(
  intakeRoutes({
    intake: new Intake({
      vault: kmsVault({
        kms: kms(),
        dynamodb: dynamodb(),
        keyArn: env('SEAL_KEY_ARN'),
        systemTable,
        clock,
        region: optionalEnv('PHONE_REGION'),
      }),
      mailbox: sqsQueue(sqs(), env('MAILBOX_QUEUE_URL')),
      quarantine: dynamoQuarantine(dynamodb(), systemTable),
      sealedNames: dynamoSealedNames(dynamodb(), systemTable, clock),
      clock,
    }),
    writeKeys: dynamoWriteKeys(dynamodb(), systemTable, clock),
    facts: sqsQueue(sqs(), env('FACTS_QUEUE_URL')),
    clock,
  }),
);
