// A message that waited for long is logged when it is handled; an alarm counts such lines.
import type { SQSEvent } from 'aws-lambda';
import { afterEach, expect, it, vi } from 'vitest';
import { logger } from '../../../lib/adapters/logger.ts';
import { onQueue } from '../../../lib/adapters/sqs/batch.ts';

const MINUTE_MS = 60_000;
afterEach(() => vi.restoreAllMocks());

async function handled(ages: number[], delayMs?: number) {
  const warn = vi.spyOn(logger, 'warn').mockReturnValue(undefined);
  const now = Date.parse('2026-11-20T10:00:00Z');
  vi.spyOn(Date, 'now').mockReturnValue(now);
  const Records = ages.map((age, i) => ({
    messageId: `m${i}`,
    receiptHandle: 'r',
    body: '{}',
    attributes: { SentTimestamp: String(now - age), ApproximateReceiveCount: '1' },
    eventSourceARN: 'arn:aws:sqs:eu-central-1:111122223333:CairnProfiles-Facts',
  }));
  await onQueue(() => async () => [], { delayMs })({ Records } as unknown as SQSEvent);
  return warn.mock.calls;
}

it('the oldest of a batch counts', async () => {
  expect(await handled([1_000, 6 * MINUTE_MS])).toEqual([
    ['late', { queue: 'CairnProfiles-Facts', lateMs: 6 * MINUTE_MS }],
  ]);
});

it('five minutes are not late', async () => {
  expect(await handled([5 * MINUTE_MS])).toEqual([]);
});

it('a delay on purpose is not counted', async () => {
  expect(await handled([19 * MINUTE_MS], 15 * MINUTE_MS)).toEqual([]);
  expect(await handled([21 * MINUTE_MS], 15 * MINUTE_MS)).toHaveLength(1);
});
