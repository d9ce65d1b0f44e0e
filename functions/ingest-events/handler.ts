// Events and spend over HTTP, into mailboxes and facts.
import { dynamodb, sqs } from '../../lib/adapters/aws.ts';
import { doorPorts } from '../../lib/adapters/door.ts';
import { dynamoWriteKeys } from '../../lib/adapters/dynamodb/write-keys.ts';
import { env } from '../../lib/adapters/env.ts';
import { sqsQueue } from '../../lib/adapters/sqs/queue.ts';
import { Intake } from '../../lib/application/intake/ingest.ts';
import { httpHandler } from '../../lib/http/stack.ts';
import { intakeRoutes } from './routes.ts';

const clock = (): number => Date.now();

export const handler = httpHandler(
  intakeRoutes({
    intake: new Intake(doorPorts(clock)),
    writeKeys: dynamoWriteKeys(dynamodb(), env('SYSTEM_TABLE'), clock),
    facts: sqsQueue(sqs(), env('FACTS_QUEUE_URL')),
    clock,
  }),
);
