// Each minute: hands out the wakes that are due (lib/application/wakes/wake-profiles.ts).
import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { dynamodb, sqs } from '../../lib/adapters/aws.ts';
import { dynamoWakeIndex } from '../../lib/adapters/dynamodb/wake-index.ts';
import { dynamoWakeMarks } from '../../lib/adapters/dynamodb/wake-marks.ts';
import { env } from '../../lib/adapters/env.ts';
import { logger } from '../../lib/adapters/logger.ts';
import { queueDepth } from '../../lib/adapters/sqs/depth.ts';
import { sqsQueue } from '../../lib/adapters/sqs/queue.ts';
import { AHEAD_MS, wakeProfiles } from '../../lib/application/wakes/wake-profiles.ts';

/** Kept for the page under way when the time is up. */
const RESERVE_MS = 8_000;

export async function handler(_event: unknown, context: Context): Promise<void> {
  const startedAt = Date.now();
  // The next run begins in a minute: two at once would only hand out the same.
  const timeLeft = Math.min(context.getRemainingTimeInMillis(), AHEAD_MS) - RESERVE_MS;
  const swept = await wakeProfiles({
    index: dynamoWakeIndex(dynamodb(), env('PROFILES_TABLE')),
    marks: dynamoWakeMarks(dynamodb(), env('SYSTEM_TABLE')),
    timers: sqsQueue(sqs(), env('TIMERS_QUEUE_URL')),
    depth: queueDepth(sqs(), env('MAILBOX_QUEUE_URL')),
    clock: Date.now,
    pause: async (ms) => void (await pause(ms)),
    endsAt: startedAt + timeLeft,
  });
  if (swept.handedOut > 0 || !swept.complete) logger.info('wakes handed out', { ...swept });
}
