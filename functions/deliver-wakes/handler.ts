// Timers that ran out become wakes in the mailbox (lib/application/wakes/deliver-wakes.ts).
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { sqs } from '../../lib/adapters/aws.ts';
import { env } from '../../lib/adapters/env.ts';
import { logger } from '../../lib/adapters/logger.ts';
import { sqsQueue } from '../../lib/adapters/sqs/queue.ts';
import { type DueTimer, deliverWakes } from '../../lib/application/wakes/deliver-wakes.ts';
import type { Timer } from '../../schemas/effects.ts';
import { timer as isTimer } from '../../schemas/generated/timer.js';

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const due: DueTimer[] = [];
  const failed: string[] = [];
  for (const { messageId, body } of event.Records) {
    const timer = readTimer(body);
    if (timer) due.push({ messageId, timer });
    else failed.push(messageId);
  }
  if (failed.length > 0) logger.error('timers that cannot be read', { messageIds: failed });
  failed.push(...(await deliverWakes(sqsQueue(sqs(), env('MAILBOX_QUEUE_URL')), due)));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

function readTimer(body: string): Timer | undefined {
  try {
    const timer: unknown = JSON.parse(body);
    return isTimer(timer) ? timer : undefined;
  } catch {
    return undefined;
  }
}
