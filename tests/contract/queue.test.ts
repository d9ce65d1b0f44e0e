import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchCommandOutput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inMemoryObjectStore } from '../../lib/adapters/in-memory/object-store.ts';
import { inMemoryQueue } from '../../lib/adapters/in-memory/queue.ts';
import { s3ObjectStore } from '../../lib/adapters/s3/object-store.ts';
import { queueDepth } from '../../lib/adapters/sqs/depth.ts';
import { sqsQueue } from '../../lib/adapters/sqs/queue.ts';
import type { ObjectStore } from '../../lib/ports/object-store.ts';
import type { Queued } from '../../lib/ports/queue.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const item = (n: number, group = 'g'): Queued<number> => ({ body: n, group, deduplicationId: `d${n}` });
const items = (count: number): Queued<number>[] => Array.from({ length: count }, (_, n) => item(n));

/** An SQS that fails on command and records its requests. */
function fakeSqs(fails: (body: string, call: number) => boolean | 'throws') {
  const client = new SQSClient({ region: 'us-east-1', credentials });
  const calls: string[][] = [];
  mockClient(client)
    .on(SendMessageBatchCommand)
    .callsFake((input: SendMessageBatchCommand['input']) => {
      const bodies = (input.Entries ?? []).map((entry) => entry.MessageBody ?? '');
      calls.push(bodies);
      const verdicts = bodies.map((body) => fails(body, calls.length));
      if (verdicts.includes('throws')) throw new Error('no answer');
      const Failed = (input.Entries ?? []).filter((_, i) => verdicts[i]);
      return { Successful: [], Failed } as unknown as SendMessageBatchCommandOutput;
    });
  return { client, calls };
}

describe('the SQS queue', () => {
  const fifo = 'https://sqs/1/mailbox.fifo';

  test('sends ten per call, in the given order', async () => {
    const { client, calls } = fakeSqs(() => false);
    expect(await sqsQueue<number>(client, fifo).put(items(23))).toEqual([]);
    expect(calls.map((call) => call.length)).toEqual([10, 10, 3]);
    expect(calls.flat()).toEqual(items(23).map(({ body }) => String(body)));
  });

  test('I1: an item that SQS did not take is reported, though the call succeeded', async () => {
    const { client } = fakeSqs((body) => body === '3');
    expect(await sqsQueue<number>(client, 'https://sqs/1/facts').put(items(5))).toEqual([item(3)]);
  });

  test('I1: when a call gets no response, all its items count as not taken and the other calls continue', async () => {
    const { client } = fakeSqs((_, call) => (call === 1 ? 'throws' : false));
    const notTaken = await sqsQueue<number>(client, 'https://sqs/1/facts').put(items(12));
    expect(notTaken).toEqual(items(10));
  });

  test('a later item does not overtake one of its group that was not taken; other groups continue', async () => {
    const { client, calls } = fakeSqs((body) => body === '2');
    const all = [...items(10), item(10), item(11, 'other'), item(12)];
    const notTaken = await sqsQueue<number>(client, fifo).put(all);
    expect(notTaken).toEqual([item(2), item(10), item(12)]);
    expect(calls[1]).toEqual(['11']);
  });

  test('a call holds at most 1 MiB, and characters count by their bytes', async () => {
    const { client, calls } = fakeSqs(() => false);
    const big = (text: string): Queued<string> => ({ body: text, group: 'g' });
    await sqsQueue<string>(client, fifo).put([
      big('é'.repeat(300_000)),
      big('x'.repeat(450_000)),
      big('y'.repeat(100_000)),
    ]);
    expect(calls.map((call) => call.length)).toEqual([1, 2]);
  });

  test('text that SQS refuses is escaped and keeps its meaning', async () => {
    const { client, calls } = fakeSqs(() => false);
    const body = { a: 'x\uFFFE\uFFFFy\u0000z\uD800' };
    await sqsQueue<object>(client, fifo).put([{ body, group: 'g' }]);
    const sent = calls[0]?.[0] ?? '';
    const refused = [...sent].filter((c) => c < ' ' || c >= '\uFFFE' || (c >= '\uD800' && c < '\uE000'));
    expect(refused).toEqual([]);
    expect(JSON.parse(sent)).toEqual(body);
  });
});

describe('on an emulator', () => {
  let server: Awaited<ReturnType<typeof startFauxqs>>;
  let sqs: SQSClient;
  let s3: S3Client;
  beforeAll(async () => {
    server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
    const endpoint = `http://127.0.0.1:${server.port}`;
    sqs = new SQSClient({ region: 'us-east-1', credentials, endpoint });
    s3 = new S3Client({ region: 'us-east-1', credentials, endpoint });
    await s3.send(new CreateBucketCommand({ Bucket: 'programs' }));
  });
  afterAll(() => server.stop());

  test('messages put in a FIFO queue come out in order, and its depth is reported', async () => {
    await sqs.send(new CreateQueueCommand({ QueueName: 'q.fifo', Attributes: { FifoQueue: 'true' } }));
    const url = `http://127.0.0.1:${server.port}/000000000000/q.fifo`;
    const mixed = items(12).map((one, n) => ({ ...one, group: n % 2 ? 'odd' : 'even' }));
    expect(await sqsQueue<number>(sqs, url).put(mixed)).toEqual([]);
    expect(await queueDepth(sqs, url)()).toBe(12);
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
    );
    expect(Messages?.[0]?.Body).toBe('0');
  });

  test('objects of a bucket are found as put, and a missing one is undefined', () =>
    objects(s3ObjectStore(s3, 'programs')));
});

test('objects in memory are found as put, and a missing one is undefined', () =>
  objects(inMemoryObjectStore()));

async function objects(store: ObjectStore): Promise<void> {
  expect(await store.get('programs/a.json')).toBeUndefined();
  await store.put('programs/a.json', '{"é":1}', 'application/json');
  expect(await store.get('programs/a.json')).toBe('{"é":1}');
}

describe('the queue in memory', () => {
  function queue(fifo: boolean) {
    const time = { now: 0 };
    return { time, queue: inMemoryQueue<number>(() => time.now, fifo) };
  }
  const bodies = (received: { body: number }[]) => received.map(({ body }) => body);

  test('a group with a message in flight gives no other, other groups do', async () => {
    const { queue: q } = queue(true);
    await q.put([item(1, 'a'), item(2, 'a'), item(3, 'b')]);
    expect(bodies(q.receive(1, 30))).toEqual([1]);
    expect(bodies(q.receive(9, 30))).toEqual([3]);
    expect(q.receive(9, 30)).toEqual([]);
  });

  test('undeleted messages are redelivered first and in order, and old receipts delete nothing', async () => {
    const { time, queue: q } = queue(true);
    await q.put([item(1), item(2)]);
    const first = q.receive(9, 30);
    time.now = 30;
    await q.put([item(3)]);
    const again = q.receive(9, 30);
    expect(bodies(again)).toEqual([1, 2, 3]);
    expect(again.map((message) => message.receiveCount)).toEqual([2, 2, 1]);
    q.delete(first[0]?.receipt ?? '');
    expect(q.size()).toBe(3);
    for (const { receipt } of again) q.delete(receipt);
    expect(q.size()).toBe(0);
  });

  test('the same deduplication id is taken once in five minutes', async () => {
    const { time, queue: q } = queue(true);
    await q.put([item(1), item(1)]);
    time.now = 5 * 60_000 - 1;
    await q.put([item(1)]);
    expect(q.size()).toBe(1);
    time.now += 2;
    await q.put([item(1)]);
    expect(q.size()).toBe(2);
  });

  test('a delayed message of a standard queue is not received before its time', async () => {
    const { time, queue: q } = queue(false);
    await q.put([{ body: 1, delaySeconds: 10 }, { body: 2 }]);
    expect(bodies(q.receive(9, 1000))).toEqual([2]);
    expect(q.nextAt()).toBe(1000);
    time.now = 10_000;
    expect(bodies(q.receive(9, 1000))).toContain(1);
  });
});
