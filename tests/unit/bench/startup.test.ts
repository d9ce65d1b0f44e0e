// The start-up benchmark starts what it claims: the function with its clients made, and a peer with the same clients
// and no more.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  bundleTo,
  functionEntry,
  packageOf,
  peerEntry,
  usesOf,
  weigh,
} from '../../../bench/startup/bundles.ts';
import { environmentFor, start } from '../../../bench/startup/start.ts';
import { BUNDLE_OPTIONS } from '../../../lib/infra/bundle.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cairn-startup-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a function's uses are what its bundle contains of the SDK", () => {
  const weights = new Map([
    ['node_modules/@aws-sdk/client-sqs/dist-es/SQSClient.js', 10],
    ['node_modules/@aws-sdk/client-sqs/dist-es/commands/SendMessageBatchCommand.js', 5],
    ['node_modules/@aws-sdk/client-sqs/dist-es/commands/PurgeQueueCommand.js', 0],
    ['node_modules/@aws-sdk/client-s3/dist-es/S3Client.js', 0],
    ['lib/adapters/aws.ts', 7],
  ]);
  expect(usesOf(weights)).toEqual({
    clients: ['client-sqs'],
    commands: [{ from: '@aws-sdk/client-sqs', name: 'SendMessageBatchCommand' }],
  });
  expect([...weights.keys()].map(packageOf)).toEqual([
    ...Array(4).fill('@aws-sdk/client-sqs').fill('@aws-sdk/client-s3', 3),
    'Cairn',
  ]);
});

test('function and peer load, make the same clients, and only the function has its own code', async () => {
  const { uses } = await weigh('deliver-wakes');
  expect(uses.clients).toEqual(['client-sqs']);
  const [own, peer, without] = ['own.cjs', 'peer.cjs', 'without.cjs'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await bundleTo(own, functionEntry('deliver-wakes', uses));
  await bundleTo(peer, peerEntry(uses), { made: BUNDLE_OPTIONS });
  await bundleTo(without, functionEntry('deliver-wakes', uses), {
    without: ['@aws-lambda-powertools/logger'],
  });
  for (const file of [own, peer, without]) expect(start(file, environmentFor(own)).load).toBeGreaterThan(0);
  const [ours, theirs, less] = [own, peer, without].map((file) => readFileSync(file, 'utf8')) as [
    string,
    string,
    string,
  ];
  expect(ours).toContain('MAILBOX_QUEUE_URL');
  expect(theirs).not.toContain('MAILBOX_QUEUE_URL');
  // The command's class is found by the operation's name: a class has no name of its own in a bundle.
  for (const text of [ours, theirs])
    expect(/class extends .{1,40}"SendMessageBatch",[\w$]+\)\{\}/.test(text)).toBe(true);
  expect(less.length).toBeLessThan(ours.length - 10_000);
});
