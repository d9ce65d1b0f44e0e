// The queue emulator as functions see it: through the unmodified SQS, SNS and S3 clients.

import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CloudClock } from '../../local/clock.ts';
import { type Publication, type QueueServer, startQueueServer } from '../../local/queues/server.ts';

const START = Date.UTC(2030, 0, 1, 10);
const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

let clock: CloudClock;
let server: QueueServer;
let sqs: SQSClient;
let published: Publication[];

const urlOf = (name: string) => `http://127.0.0.1:${server.port}/000000000000/${name}`;
const spec = (name: string, attributes: Record<string, string>) => ({
  name,
  arn: arn(name),
  url: urlOf(name),
  attributes,
});

beforeEach(async () => {
  clock = new CloudClock(START);
  published = [];
  server = await startQueueServer({ clock, region: 'us-east-1', onPublish: (item) => published.push(item) });
  server.create({
    queues: [
      spec('mail.fifo', { FifoQueue: 'true', VisibilityTimeout: '60', DeduplicationScope: 'messageGroup' }),
      spec('few.fifo', {
        FifoQueue: 'true',
        VisibilityTimeout: '60',
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('grave.fifo'), maxReceiveCount: 2 }),
      }),
      spec('grave.fifo', { FifoQueue: 'true' }),
      spec('timers', {}),
    ],
    topics: [{ name: 'finance', arn: 'arn:aws:sns:us-east-1:000000000000:finance', id: 'Finance' }],
    subscriptions: [
      {
        topicArn: 'arn:aws:sns:us-east-1:000000000000:finance',
        protocol: 'sqs',
        endpoint: arn('timers'),
        attributes: { RawMessageDelivery: 'true' },
      },
    ],
    buckets: ['program'],
  });
  sqs = new SQSClient({ endpoint: `http://127.0.0.1:${server.port}`, region: 'us-east-1', credentials });
});

afterEach(async () => {
  sqs.destroy();
  clock.stop();
  await server.stop();
});

async function put(name: string, group: string, ...bodies: string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, index) => ({
    Id: `e${index}`,
    MessageBody,
    MessageGroupId: group,
    MessageDeduplicationId: `${group}-${MessageBody}`,
  }));
  const answer = await sqs.send(new SendMessageBatchCommand({ QueueUrl: urlOf(name), Entries }));
  expect(answer.Failed ?? []).toEqual([]);
}

async function take(name: string, count = 10, wait = 0): Promise<Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: urlOf(name),
    MaxNumberOfMessages: count,
    WaitTimeSeconds: wait,
    MessageSystemAttributeNames: ['All'],
  });
  return (await sqs.send(command)).Messages ?? [];
}

const bodies = (messages: Message[]) => messages.map((message) => message.Body);

test('one receive hands out several messages of one group, in order', async () => {
  await put('mail.fifo', 'ann', 'a1', 'a2', 'a3');
  await put('mail.fifo', 'bob', 'b1');
  expect(bodies(await take('mail.fifo'))).toEqual(['a1', 'a2', 'a3', 'b1']);
});

test('a group with a message in flight gives no other messages until the last of it is deleted', async () => {
  await put('mail.fifo', 'ann', 'a1', 'a2', 'a3');
  const [first, second] = await take('mail.fifo', 2);
  expect(await take('mail.fifo')).toEqual([]);
  await sqs.send(
    new DeleteMessageCommand({ QueueUrl: urlOf('mail.fifo'), ReceiptHandle: first?.ReceiptHandle }),
  );
  expect(await take('mail.fifo')).toEqual([]);
  await sqs.send(
    new DeleteMessageCommand({ QueueUrl: urlOf('mail.fifo'), ReceiptHandle: second?.ReceiptHandle }),
  );
  expect(bodies(await take('mail.fifo'))).toEqual(['a3']);
});

test('messages released one by one, in either order, are redelivered in sequence order', async () => {
  await put('mail.fifo', 'ann', 'a1', 'a2', 'a3', 'a4');
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
  ]) {
    const taken = await take('mail.fifo', 3);
    expect(bodies(taken)).toEqual(['a1', 'a2', 'a3']);
    for (const index of order) {
      await sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: urlOf('mail.fifo'),
          ReceiptHandle: taken[index]?.ReceiptHandle,
          VisibilityTimeout: 0,
        }),
      );
    }
  }
  expect(bodies(await take('mail.fifo'))).toEqual(['a1', 'a2', 'a3', 'a4']);
});

test('messages whose visibility ran out are redelivered in sequence order, by the cloud clock', async () => {
  await put('mail.fifo', 'ann', 'a1', 'a2', 'a3', 'a4');
  expect(bodies(await take('mail.fifo', 3))).toEqual(['a1', 'a2', 'a3']);
  clock.freeze();
  clock.jumpTo(clock.now() + 59_000);
  expect(await take('mail.fifo')).toEqual([]);
  clock.jumpTo(clock.now() + 1000);
  const again = await take('mail.fifo');
  expect(bodies(again)).toEqual(['a1', 'a2', 'a3', 'a4']);
  expect(again.map((message) => message.Attributes?.ApproximateReceiveCount)).toEqual(['2', '2', '2', '1']);
});

test('a delayed message appears when the cloud clock reaches it, earlier ones first, and wakes a long poll', async () => {
  clock.freeze();
  for (const [MessageBody, DelaySeconds] of [
    ['late', 900],
    ['soon', 60],
  ] as const) {
    await sqs.send(new SendMessageCommand({ QueueUrl: urlOf('timers'), MessageBody, DelaySeconds }));
  }
  expect(await take('timers')).toEqual([]);
  const polling = take('timers', 10, 5);
  await new Promise((resolve) => setTimeout(resolve, 50));
  clock.jumpTo(START + 61_000 + 1000);
  const [soon] = await polling;
  expect(soon?.Body).toBe('soon');
  await sqs.send(new DeleteMessageCommand({ QueueUrl: urlOf('timers'), ReceiptHandle: soon?.ReceiptHandle }));
  clock.jumpTo(clock.now() + 900_000);
  const [late] = await take('timers');
  expect(late?.Body).toBe('late');
  expect(Number(late?.Attributes?.SentTimestamp)).toBeGreaterThanOrEqual(START);
  expect(Number(late?.Attributes?.SentTimestamp)).toBeLessThan(START + 60_000);
});

test('after maxReceiveCount a message moves to the dead-letter queue and the group continues', async () => {
  await put('few.fifo', 'ann', 'bad', 'good');
  for (let attempt = 0; attempt < 2; attempt++) {
    const [bad] = await take('few.fifo', 1);
    expect(bad?.Body).toBe('bad');
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: urlOf('few.fifo'),
        ReceiptHandle: bad?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
  }
  expect(bodies(await take('few.fifo'))).toEqual(['good']);
  expect(bodies(await take('grave.fifo'))).toEqual(['bad']);
});

test('deduplication applies within five minutes of the cloud clock and within one group', async () => {
  const send = (group: string) =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl: urlOf('mail.fifo'),
        MessageBody: 'x',
        MessageGroupId: group,
        MessageDeduplicationId: 'same',
      }),
    );
  clock.freeze();
  const first = await send('ann');
  expect((await send('ann')).MessageId).toBe(first.MessageId);
  expect((await send('bob')).MessageId).not.toBe(first.MessageId);
  clock.jumpTo(clock.now() + 5 * 60_000);
  await send('ann');
  const taken = await take('mail.fifo');
  expect(taken).toHaveLength(3);
  expect(taken[0]?.Attributes?.MessageDeduplicationId).toBe('same');
});

test('a body with an emoji is accepted, as SQS accepts it', async () => {
  await put('mail.fifo', 'ann', 'thanks 🎉');
  expect(bodies(await take('mail.fifo'))).toEqual(['thanks 🎉']);
});

test('queue depth is reported as SQS reports it', async () => {
  await put('mail.fifo', 'ann', 'a1', 'a2', 'a3');
  await take('mail.fifo', 1);
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: urlOf('mail.fifo'), AttributeNames: ['All'] }),
  );
  expect(Attributes).toMatchObject({
    ApproximateNumberOfMessages: '2',
    ApproximateNumberOfMessagesNotVisible: '1',
  });
});

test('a publication reaches the subscribed queue and is recorded with its subject', async () => {
  const sns = new SNSClient({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    credentials,
  });
  const { MessageId } = await sns.send(
    new PublishCommand({
      TopicArn: 'arn:aws:sns:us-east-1:000000000000:finance',
      Subject: 'Budget cut',
      Message: 'sms by 20 %',
    }),
  );
  expect(published).toEqual([
    {
      topicArn: 'arn:aws:sns:us-east-1:000000000000:finance',
      messageId: MessageId,
      subject: 'Budget cut',
      message: 'sms by 20 %',
    },
  ]);
  expect(bodies(await take('timers'))).toEqual(['sms by 20 %']);
  sns.destroy();
});

test('objects put into the bucket can be read back', async () => {
  const s3 = new S3Client({ endpoint: `http://127.0.0.1:${server.port}`, region: 'us-east-1', credentials });
  await s3.send(new PutObjectCommand({ Bucket: 'program', Key: 'artefacts/a.json', Body: '{"a":1}' }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'program', Key: 'artefacts/a.json' }));
  expect(await Body?.transformToString()).toBe('{"a":1}');
  await expect(s3.send(new CreateBucketCommand({ Bucket: 'other' }))).resolves.toBeDefined();
  s3.destroy();
});
