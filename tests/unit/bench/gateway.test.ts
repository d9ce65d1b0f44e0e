// The gateway of the cost benchmark counts requests and changes nothing that either side relies on.
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Gateway } from '../../../bench/cost/gateway.ts';
import { closeServer, listen, readBody } from '../../../local/wire.ts';

interface Got {
  path: string;
  body: string;
}

let emulator: Server;
let gateway: Gateway;
let urls: Awaited<ReturnType<Gateway['open']>>;
let real: string;
let got: Got[];
let answer: { status: number; body: unknown };

beforeEach(async () => {
  got = [];
  answer = { status: 200, body: {} };
  emulator = createServer(async (request, response) => {
    got.push({ path: request.url ?? '', body: (await readBody(request)).toString() });
    response.writeHead(answer.status, { 'x-amzn-requestid': 'r1' }).end(JSON.stringify(answer.body));
  });
  real = `http://127.0.0.1:${await listen(emulator)}`;
  gateway = new Gateway();
  urls = await gateway.open({ dynamodb: real, queues: real, services: real });
});
afterEach(async () => {
  await gateway.close();
  await closeServer(emulator);
});

const AUTHORIZATION = 'AWS4-HMAC-SHA256 Credential=LOCALstep/20261120/us-east-1/x/aws4_request, Signature=s';

async function ask(url: string, target: string, body: unknown): Promise<Response> {
  const headers = { 'x-amz-target': target, authorization: AUTHORIZATION };
  return fetch(`${url}/`, { method: 'POST', headers, body: JSON.stringify(body) });
}

test('DynamoDB is asked for its consumed capacity, which is counted for the caller', async () => {
  answer.body = { Item: {}, ConsumedCapacity: { CapacityUnits: 2.5 } };
  const answered = await ask(urls.dynamodb, 'DynamoDB_20120810.GetItem', { TableName: 't' });
  expect(await answered.json()).toEqual(answer.body);
  expect(answered.headers.get('x-amzn-requestid')).toBe('r1');
  expect(JSON.parse(got[0]?.body ?? '')).toEqual({ TableName: 't', ReturnConsumedCapacity: 'INDEXES' });
  expect(gateway.calls).toMatchObject([
    { accessKey: 'LOCALstep', service: 'DynamoDB', action: 'GetItem', readUnits: 2.5, writeUnits: 0 },
  ]);
});

test('a batch over two tables counts both', async () => {
  answer.body = { ConsumedCapacity: [{ CapacityUnits: 1 }, { CapacityUnits: 3 }] };
  await ask(urls.dynamodb, 'DynamoDB_20120810.BatchWriteItem', {});
  expect(gateway.calls[0]).toMatchObject({ writeUnits: 4, readUnits: 0 });
});

test('a write refused by its condition is passed on unchanged and counted as one unit', async () => {
  answer = { status: 400, body: { __type: 'x#ConditionalCheckFailedException' } };
  const answered = await ask(urls.dynamodb, 'DynamoDB_20120810.PutItem', {});
  expect(answered.status).toBe(400);
  expect(gateway.calls[0]).toMatchObject({ writeUnits: 1 });
});

test('a queue gets its real URL, and a FIFO queue is recognised by it', async () => {
  const QueueUrl = `${urls.queues}/000000000000/mailbox.fifo`;
  await ask(urls.queues, 'AmazonSQS.SendMessageBatch', { QueueUrl });
  await ask(urls.queues, 'AmazonSQS.SendMessageBatch', { QueueUrl: `${urls.queues}/000000000000/timers` });
  expect(JSON.parse(got[0]?.body ?? '')).toEqual({ QueueUrl: `${real}/000000000000/mailbox.fifo` });
  expect(gateway.calls.map(({ service, fifo }) => [service, fifo])).toEqual([
    ['SQS', true],
    ['SQS', false],
  ]);
});

test('providers and buckets are recognised by their paths', async () => {
  await fetch(`${urls.services}/v2/email/outbound-emails`, { method: 'POST', body: '{}' });
  await fetch(`${urls.queues}/programs/a.json?x-id=GetObject`);
  expect(gateway.calls.map(({ service, action }) => `${service} ${action}`)).toEqual([
    'SES SendEmail',
    'S3 GetObject',
  ]);
  expect(got[1]?.path).toBe('/programs/a.json?x-id=GetObject');
});
