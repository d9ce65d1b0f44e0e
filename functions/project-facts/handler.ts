// Facts into money: rows, totals, counts (lib/application/money/project-facts.ts).
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { dynamodb, s3 } from '../../lib/adapters/aws.ts';
import { dynamoMoneyStore } from '../../lib/adapters/dynamodb/money-store.ts';
import { dynamoProgramStore } from '../../lib/adapters/dynamodb/program-store.ts';
import { env } from '../../lib/adapters/env.ts';
import { logger } from '../../lib/adapters/logger.ts';
import { s3ObjectStore } from '../../lib/adapters/s3/object-store.ts';
import { type FactsPorts, receiveFacts } from '../../lib/application/money/receive-facts.ts';
import { ProgramCache } from '../../lib/application/program/program-cache.ts';

let wired: FactsPorts | undefined;

function wire(): FactsPorts {
  const objects = s3ObjectStore(s3(), env('PROGRAM_BUCKET'));
  return {
    money: dynamoMoneyStore(dynamodb(), env('MONEY_TABLE')),
    programs: new ProgramCache(dynamoProgramStore(dynamodb(), env('SYSTEM_TABLE'), objects), Date.now),
    onFailure: (messageId, error) => logger.error('a fact stays in the queue', { messageId, error }),
  };
}

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  wired ??= wire();
  const failed = await receiveFacts(wired, event.Records);
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
