// A batch of a sends queue: a failed message is redelivered, alone, and when it makes sense.
import { expect, it } from 'vitest';
import { type SendBatchPorts, sendBatch } from '../../../lib/application/send/send-batch.ts';
import { Unavailable } from '../../../lib/ports/queue.ts';
import { requestOf } from './world.ts';

function ports(answers: Record<number, 'done' | 'busy' | Error>) {
  const again: [string[], number][] = [];
  const failures: string[] = [];
  const rests: number[] = [];
  const made: SendBatchPorts = {
    sender: {
      async handle({ visit }, rest) {
        rests.push(rest ?? 0);
        const answer = answers[visit] ?? 'done';
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    redelivery: { retryIn: async (receipts, seconds) => void again.push([[...receipts], seconds]) },
    functionTimeoutMs: 30_000,
    onFailure: (about) => failures.push('messageId' in about ? about.messageId : about.what),
  };
  return { made, again, failures, rests };
}
const record = (visit: number, body = JSON.stringify(requestOf({ visit })), receiveCount = 1) => ({
  messageId: `m${visit}`,
  receiptHandle: `r${visit}`,
  body,
  receiveCount,
});

it('returns only the failed ones, and gives each the number that the batch may still pay for', async () => {
  const { made, again, failures, rests } = ports({ 1: 'busy', 2: new Unavailable('x') });
  expect(await sendBatch(made, [record(0), record(1), record(2), record(3)])).toEqual(['m1', 'm2']);
  // Busy: once nobody can still be calling. Broken: soon.
  expect(again).toEqual([
    [['r1'], 31],
    [['r2'], 2],
  ]);
  expect(failures).toEqual(['m2']);
  expect(rests).toEqual([4, 3, 2, 1]);
});

it('waits longer the more often a message was received', async () => {
  const { made, again } = ports({ 0: new Unavailable('x'), 1: new Unavailable('x') });
  await sendBatch(made, [record(0, undefined, 3), record(1, undefined, 500)]);
  expect(again).toEqual([
    [['r0'], 8],
    [['r1'], 60],
  ]);
});

it('keeps what it cannot read, and sends the rest', async () => {
  const { made, failures } = ports({});
  expect(await sendBatch(made, [record(0, 'not json'), record(1, '{"v":2}'), record(2)])).toEqual([
    'm0',
    'm1',
  ]);
  expect(failures).toEqual(['m0', 'm1']);
});

it('leaves redelivery to the queue if the visibility cannot be changed', async () => {
  const { made, failures } = ports({ 0: 'busy' });
  made.redelivery.retryIn = async () => Promise.reject(new Error('x'));
  expect(await sendBatch(made, [record(0)])).toEqual(['m0']);
  expect(failures).toEqual(['visibility']);
});
