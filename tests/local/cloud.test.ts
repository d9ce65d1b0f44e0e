// The local cloud as a whole, on a small assembly of its own: functions, queues, the clock, rules and the HTTP API.

import { DeleteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { javaVersion } from '../../local/database.ts';
import { writeAssembly } from './fixture/assembly.ts';

const HOUR_MS = 3_600_000;
const databases =
  ((await javaVersion()) ?? 0) >= 17 ? (['dynamodb-local', 'dynalite'] as const) : (['dynalite'] as const);
if (databases.length === 1)
  console.log('skipped: the local cloud on DynamoDB Local, since there is no Java 17');

describe.each(databases)('on %s', (database) => {
  let cloud: Cloud;
  let assembly: Awaited<ReturnType<typeof writeAssembly>>;
  let failures: string[] = [];
  let sqs: SQSClient;
  let sent = 0;

  beforeAll(async () => {
    assembly = await writeAssembly();
    cloud = await startCloud({
      database,
      cdkOut: assembly.folder,
      program: false,
      onFunctionError: (name, message) => failures.push(`${name}: ${message}`),
    });
    sqs = new SQSClient({
      endpoint: new URL(cloud.variables.get('MAILBOX_QUEUE_URL') ?? '').origin,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  });

  afterAll(async () => {
    sqs?.destroy();
    await cloud?.stop();
    await assembly?.remove();
  });

  beforeEach(async () => {
    failures = [];
    for (const { pk, sk } of await items()) {
      await cloud.dynamodb.send(
        new DeleteItemCommand({ TableName: logTable(), Key: { pk: { S: pk }, sk: { S: sk } } }),
      );
    }
  });

  const logTable = () => cloud.variables.get('LOG_TABLE') ?? '';

  async function items() {
    const { Items = [] } = await cloud.dynamodb.send(new ScanCommand({ TableName: logTable() }));
    return Items.map(({ pk, sk, what, now, detail }) => ({
      pk: pk?.S ?? '',
      sk: sk?.S ?? '',
      what: what?.S ?? '',
      now: Number(now?.N),
      detail: JSON.parse(detail?.S ?? 'null'),
    })).sort((a, b) => (a.sk < b.sk ? -1 : 1));
  }

  /** What a function recorded, in order. */
  const log = async (role: string, what?: string) =>
    (await items()).filter((item) => item.pk === role && (what === undefined || item.what === what));

  const call = (path: string, init?: RequestInit) => fetch(`${cloud.url}${path}`, init);
  const local = async (path: string, body?: object) => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    return json(await call(`/_local/${path}`, init));
  };

  /** Responses of the fixture function and of local routes, whose shape these tests know. */
  async function json(response: Response) {
    const value: {
      now: string & number[];
      env: Record<string, string>;
      events: { source: string; detail: { n: number } }[];
    } = JSON.parse(await response.text());
    return value;
  }

  async function mail(group: string, ...bodies: object[]) {
    const Entries = bodies.map((body, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(body),
      MessageGroupId: group,
      MessageDeduplicationId: `d${sent++}`,
    }));
    await sqs.send(
      new SendMessageBatchCommand({ QueueUrl: cloud.variables.get('MAILBOX_QUEUE_URL'), Entries }),
    );
  }

  test('the clock starts at ten in the morning UTC of today', async () => {
    const { now } = await local('clock');
    expect(now.slice(0, 10)).toBe(new Date().toISOString().slice(0, 10));
    expect(now.slice(11, 15)).toBe('10:0');
  });

  test('a function runs with its template environment, its own access key and the clock of the cloud', async () => {
    // One of the recorded times is a text of whole seconds.
    const before = Math.floor(cloud.clock.now() / 1000) * 1000;
    const { env, now } = await json(await call('/echo/x'));
    const after = cloud.clock.now();
    expect(env).toMatchObject({
      ROLE: 'http',
      LOG_TABLE: 'Base-Log',
      LINK_BASE_URL: cloud.url,
      ISSUER: `${cloud.url}/_local/issuer`,
      JOINED: 'us-east-1-b',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'LOCALTopHttp',
    });
    expect(env.HOME).toBeUndefined();
    for (const time of now) {
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(Math.ceil(after));
    }
  });

  test('messages of a group are consumed in order and a failed one holds its group, not the others', async () => {
    await mail('ann', { n: 1 }, { n: 2, failUntil: 2 }, { n: 3 });
    await mail('bob', { n: 4 });
    await cloud.advance(0);
    const first = (await log('consumer', 'message')).map((item) => item.detail.body.n);
    expect(first).toEqual(expect.arrayContaining([1, 4]));
    expect(first).toHaveLength(2);
    await cloud.advance(60_000);
    const ann = (await log('consumer', 'message')).filter((item) => item.detail.group === 'ann');
    expect(ann.map((item) => item.detail.body.n)).toEqual([1, 2, 3]);
  });

  test('a message that fails every time goes to the dead-letter queue and does not hold up idleness', async () => {
    await mail('carl', { n: 1, failUntil: 99 }, { n: 2 });
    await cloud.advance(4 * 60_000);
    await cloud.idle();
    expect((await log('consumer', 'message')).map((item) => item.detail.body.n)).toEqual([2]);
    const url = cloud.variables.get('MAILBOX_QUEUE_URL')?.replace('Base-Mailbox', 'Base-Grave');
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
    expect(Messages?.map((message) => JSON.parse(message.Body ?? '').n)).toEqual([1]);
  });

  test('a delayed message is delivered at its time when the clock is moved, after earlier ones', async () => {
    const before = cloud.clock.now();
    for (const [delay, n] of [
      [900, 'third'],
      [30, 'first'],
      [60, 'second'],
    ]) {
      await call(`/enqueue?delay=${delay}`, { method: 'POST', body: JSON.stringify({ n }) });
    }
    await local('idle');
    expect(await log('timer')).toEqual([]);
    await local('clock', { advance: 'PT16M' });
    const messages = await log('timer', 'message');
    expect(messages.map((item) => item.detail.body.n)).toEqual(['first', 'second', 'third']);
    const waited = messages.map((item) => Math.round((item.now - before) / 1000));
    expect(waited[0]).toBeGreaterThanOrEqual(30);
    expect(waited[0]).toBeLessThan(36);
    expect(waited[2]).toBeGreaterThanOrEqual(900);
    expect(waited[2]).toBeLessThan(906);
  });

  test('a batching window does not hold up idleness, and its messages are delivered in one batch', async () => {
    for (const n of [1, 2, 3]) await call('/enqueue', { method: 'POST', body: JSON.stringify({ n }) });
    expect(await log('timer')).toEqual([]);
    const started = performance.now();
    await local('idle');
    expect(performance.now() - started).toBeLessThan(5000);
    expect((await log('timer', 'batch')).map((item) => item.detail)).toEqual([3]);
  });

  test('an hourly schedule fires at each hour of a skipped day, counted from its start', async () => {
    await local('clock', { advance: 'P1D' });
    const fired = await log('hourly');
    expect(fired).toHaveLength(24);
    expect(fired.map((item) => item.what)).toContain('Scheduled Event');
    const gaps = fired.slice(1).map((item, index) => item.now - (fired[index]?.now ?? 0));
    expect(new Set(gaps)).toEqual(new Set([HOUR_MS]));
  });

  test('the sweep fires only in the minutes that have a wake, and in time for it', async () => {
    const wakeAt = Math.floor(cloud.clock.now()) + 5 * HOUR_MS;
    const later = wakeAt + 3 * HOUR_MS;
    for (const [shard, time] of [
      ['7', wakeAt],
      ['63', later],
    ] as const) {
      const key = `${String(time).padStart(15, '0')}#ann`;
      const Item = { pk: { S: 'waits' }, sk: { S: shard }, wakeShard: { S: shard }, wakeAt: { S: key } };
      await cloud.dynamodb.send(new PutItemCommand({ TableName: logTable(), Item }));
    }
    // Any function that may write profiles makes the cloud look again.
    await call('/echo/x');
    const sweeps: number[] = [];
    const done = local('clock', { advance: 'PT6H' });
    await done;
    for (const item of await log('wake')) sweeps.push(item.now);
    const [first] = sweeps;
    expect(first).toBeLessThanOrEqual(wakeAt);
    expect(wakeAt - (first ?? 0)).toBeLessThanOrEqual(60_000);
    // The wake stays in the index: it is swept again every ten minutes, not every minute.
    expect(sweeps.length).toBeGreaterThan(1);
    expect(sweeps.length).toBeLessThanOrEqual(7);
    expect((first ?? 0) % 60_000).toBe(0);
  });

  test('a rule passes matching events to its function, retries after a failure and then dead-letters the event', async () => {
    await call('/publish?source=cairn', { method: 'POST', body: '{"n":1}' });
    await call('/publish?source=shop', { method: 'POST', body: '{"n":2}' });
    await call('/publish?source=shop', { method: 'POST', body: '{"n":3,"fail":true}' });
    await local('idle');
    expect((await log('on-event')).map((item) => item.detail.n).sort()).toEqual([2, 3]);
    await local('clock', { advance: 'PT10M' });
    expect((await log('on-event')).map((item) => item.detail.n).sort()).toEqual([2, 3, 3, 3]);
    expect(failures.filter((line) => line.includes('as asked'))).toHaveLength(3);
    const { events } = await local('events?type=Tested');
    expect(events.map((event) => [event.source, event.detail.n])).toEqual([
      ['cairn', 1],
      ['shop', 2],
      ['shop', 3],
    ]);
  });

  test('a function that throws, hangs or ends its process fails only its own call', async () => {
    for (const [path, status] of [
      ['/throws', 500],
      ['/hangs', 503],
      ['/exits', 500],
      ['/echo/after', 201],
    ] as const) {
      expect([path, (await call(path)).status]).toEqual([path, status]);
    }
    expect(failures).toEqual([
      expect.stringContaining('TypeError: as asked'),
      expect.stringContaining('timed out after 1 seconds'),
      expect.stringContaining('ended its process'),
    ]);
  });

  test('two backends run side by side', async () => {
    const other = await startCloud({ database: 'dynalite', cdkOut: assembly.folder, program: false });
    const [mine, its] = await Promise.all([call('/echo/a'), fetch(`${other.url}/echo/b`)]);
    expect([mine.status, its.status]).toEqual([201, 201]);
    expect((await json(its)).env.LINK_BASE_URL).toBe(other.url);
    await other.stop();
    await expect(fetch(`${other.url}/_local/clock`)).rejects.toThrow();
  });
});
