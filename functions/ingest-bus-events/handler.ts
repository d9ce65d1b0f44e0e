// The same events from the bus: an EventBridge event whose detail is one call of the Segment HTTP API, or a batch of them.
import { dynamodb, kms, sqs } from '../../lib/adapters/aws.ts';
import { dynamoQuarantine } from '../../lib/adapters/dynamodb/quarantine.ts';
import { dynamoSealedNames } from '../../lib/adapters/dynamodb/sealed-names.ts';
import { env, optionalEnv } from '../../lib/adapters/env.ts';
import { kmsVault } from '../../lib/adapters/kms/vault.ts';
import { logger } from '../../lib/adapters/logger.ts';
import { sqsQueue } from '../../lib/adapters/sqs/queue.ts';
import { Intake } from '../../lib/application/ingest.ts';
import { type BusEvent, takeBusEvent } from '../../lib/application/ingest-bus.ts';

const clock = (): number => Date.now();
const systemTable = env('SYSTEM_TABLE');
const intake = new Intake({
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
});

/** What throws is tried again: by Lambda, then from the DLQ. What is bad is in the quarantine, and not tried again. */
export const handler = async (event: BusEvent): Promise<void> => {
  const { accepted, rejected } = await takeBusEvent(intake, event);
  logger.info('bus event', { eventId: event.id, accepted, rejected });
};
