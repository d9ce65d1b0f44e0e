// The cost benchmark's evaluation of its counts: every call is priced once, by what AWS bills it by.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  billOf,
  type CountedCall,
  computeAtShare,
  functionsOf,
  logPrice,
  mailPrice,
  type Observation,
  totalOf,
} from '../../../bench/cost/bill.ts';
import { withJourneys } from '../../../bench/cost/growth.ts';
import { PROGRAM } from '../../../bench/cost/scenarios.ts';

const call = (given: Partial<CountedCall>): CountedCall => ({
  accessKey: '',
  caller: 'step-profile',
  service: 'DynamoDB',
  action: 'PutItem',
  bytes: 100,
  fifo: false,
  writeUnits: 0,
  readUnits: 0,
  ...given,
});

const nothing: Observation = {
  events: 1,
  httpRequests: 0,
  calls: [],
  invocations: [],
  logs: { lines: 0, bytes: 0 },
};

test('a write unit of every event costs 0.625 USD per million, a read unit 0.125', () => {
  const calls = [call({ writeUnits: 3 }), call({ action: 'GetItem', readUnits: 2 })];
  const bill = billOf({ ...nothing, calls });
  expect(bill.writes).toBeCloseTo(3 * 0.625);
  expect(bill.reads).toBeCloseTo(2 * 0.125);
  expect(totalOf(bill)).toBeCloseTo(3 * 0.625 + 2 * 0.125);
});

test("a request's cost is shared by its events", () => {
  const bill = billOf({ ...nothing, events: 20, httpRequests: 1, calls: [call({ writeUnits: 4 })] });
  expect(bill.httpApi).toBeCloseTo(1 / 20);
  expect(bill.writes).toBeCloseTo((4 * 0.625) / 20);
});

test('a call to a queue is billed by every 64 KB it carries, more for a FIFO queue', () => {
  const bytes = 64 * 1024 + 1;
  const send = { service: 'SQS', action: 'SendMessageBatch' };
  expect(billOf({ ...nothing, calls: [call(send)] }).sqs).toBeCloseTo(0.4);
  expect(billOf({ ...nothing, calls: [call({ ...send, fifo: true, bytes })] }).sqs).toBeCloseTo(2 * 0.5);
});

test('compute is billed by the started millisecond and the memory, and at most by the share of a processor', () => {
  const invocations = [{ caller: 'step-profile', memoryMb: 512, ms: 9.2, cpuMs: 4 }];
  const observation = { ...nothing, invocations };
  expect(functionsOf(observation)).toEqual([
    { caller: 'step-profile', perEvent: 1, memoryMb: 512, ms: 10, cpuMs: 4 },
  ]);
  const gbSeconds = (ms: number) => ms * 1000 * 0.5;
  expect(billOf(observation).compute).toBeCloseTo(gbSeconds(10) * 0.0000133334);
  expect(computeAtShare(observation)).toBeCloseTo(gbSeconds(6 + 4 * (1769 / 512)) * 0.0000133334);
});

test('a function woken by a queue has a poller that receives and deletes; one woken by a request has none', () => {
  const woken = (caller: string) => [{ caller, memoryMb: 512, ms: 1, cpuMs: 1 }];
  expect(billOf({ ...nothing, invocations: woken('step-profile') }).pollers).toBeCloseTo(2 * 0.5);
  expect(billOf({ ...nothing, invocations: woken('send-message') }).pollers).toBeCloseTo(2 * 0.4);
  expect(billOf({ ...nothing, invocations: woken('ingest-events') }).pollers).toBe(0);
});

test('a mail is shown beside the bill, not in it', () => {
  const observation = { ...nothing, calls: [call({ service: 'SES', action: 'SendEmail' })] };
  expect(totalOf(billOf(observation))).toBe(0);
  expect(mailPrice(observation)).toBe(100);
});

test('a call without a price stops the benchmark instead of being free', () => {
  const calls = [call({ service: 'S3', action: 'PutObject' })];
  expect(() => billOf({ ...nothing, calls })).toThrow('no price for S3 PutObject');
});

test('logs are shown beside the bill: by the GB, with what CloudWatch adds per line and Lambda per invocation', () => {
  const gb = 2 ** 30;
  const logs = { lines: 0, bytes: gb };
  expect(logPrice({ ...nothing, events: 1_000_000, logs })).toBeCloseTo(0.5);
  expect(logPrice({ ...nothing, logs: { lines: 1, bytes: 74 } })).toBeCloseTo((100 * 1e6 * 0.5) / gb);
  const invocations = [{ caller: 'step-profile', memoryMb: 512, ms: 1, cpuMs: 1 }];
  expect(logPrice({ ...nothing, invocations })).toBeCloseTo(((320 + 3 * 26) * 1e6 * 0.5) / gb);
  expect(totalOf(billOf({ ...nothing, logs }))).toBe(0);
});

test('ten times the journeys are ten times the files, each on an event of its own', async () => {
  await withJourneys(10, async (folder) => {
    const files = readdirSync(join(folder, 'journeys'));
    expect(files).toHaveLength(10 * readdirSync(join(PROGRAM, 'journeys')).length);
    const copy = JSON.parse(readFileSync(join(folder, 'journeys/at-once-3.json'), 'utf8'));
    expect(copy).toMatchObject({ id: 'at-once-3', enter: { on: 'Signal 3' } });
  });
});
