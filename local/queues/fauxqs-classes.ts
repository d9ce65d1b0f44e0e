// fauxqs exports its server but not the classes in it. They are loaded by path and typed here by the members that
// local/ uses; tests/local/queues.test.ts drives them through the real SDK client, so a release that moves them fails
// a test.

import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';

export interface SqsMessage {
  messageId: string;
  body: string;
  md5OfBody: string;
  messageAttributes: Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;
  md5OfMessageAttributes: string;
  sentTimestamp: number;
  approximateReceiveCount: number;
  approximateFirstReceiveTimestamp?: number;
  delayUntil?: number | undefined;
  messageGroupId?: string;
  messageDeduplicationId?: string;
  sequenceNumber?: string;
}

export interface ReceivedMessage {
  MessageId: string;
  ReceiptHandle: string;
  MD5OfBody: string;
  Body: string;
  MD5OfMessageAttributes?: string;
  MessageAttributes?: SqsMessage['messageAttributes'];
}

export interface InflightEntry {
  message: SqsMessage;
  receiptHandle: string;
  visibilityDeadline: number;
}

export type QueueResolver = (arn: string) => BaseQueue | undefined;

export interface BaseQueue {
  name: string;
  url: string;
  arn: string;
  attributes: Record<string, string>;
  messages: SqsMessage[];
  delayedMessages: SqsMessage[];
  inflightMessages: Map<string, InflightEntry>;
  fifoMessages: Map<string, SqsMessage[]>;
  fifoDelayed: Map<string, SqsMessage[]>;
  fifoLockedGroups: Map<string, number>;
  isFifo(): boolean;
  enqueue(message: SqsMessage): void;
  dequeue(countMax: number, visibility: number | undefined, dlq?: QueueResolver): ReceivedMessage[];
  deleteMessage(receiptHandle: string): boolean;
  changeVisibility(receiptHandle: string, timeoutSeconds: number): void;
  processTimers(): void;
  notifyWaiters(): void;
  startPollTimerIfNeeded(): void;
  checkDeduplication(id: string): {
    isDuplicate: boolean;
    originalMessageId?: string;
    originalSequenceNumber?: string;
  };
  recordDeduplication(id: string, messageId: string, sequenceNumber: string): void;
  purge(): void;
}

type QueueArguments = [name: string, url: string, arn: string, attributes?: Record<string, string>];

export interface BaseStore {
  host: string | undefined;
  region: string | undefined;
  queues: Map<string, BaseQueue>;
  queuesByName: Map<string, BaseQueue>;
  queuesByArn: Map<string, BaseQueue>;
  createQueue(...queue: QueueArguments): BaseQueue;
  getQueueByArn(arn: string): BaseQueue | undefined;
  getQueueByName(name: string): BaseQueue | undefined;
}

export interface TopicStore {
  region: string | undefined;
  createTopic(name: string, attributes: undefined, tags: undefined, region: string): { arn: string };
  getTopic(arn: string): { arn: string } | undefined;
  subscribe(
    topicArn: string,
    protocol: string,
    endpoint: string,
    attributes?: Record<string, string>,
  ): unknown;
}

export interface BucketStore {
  createBucket(name: string): void;
}

interface FauxqsClasses {
  SqsQueue: new (...queue: QueueArguments) => BaseQueue;
  SqsStore: new () => BaseStore;
  SnsStore: new () => TopicStore;
  S3Store: new () => BucketStore;
  buildApp: (options: {
    logger: boolean;
    host: string;
    defaultRegion: string;
    stores: { sqsStore: BaseStore; snsStore: TopicStore; s3Store: BucketStore };
  }) => FauxqsApp;
}

export interface FauxqsRequest {
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
}

/** The part of a Fastify instance that local/ uses. */
export interface FauxqsApp {
  addHook(
    name: 'preHandler',
    hook: (request: FauxqsRequest, reply: unknown, done: () => void) => void,
  ): unknown;
  addHook(
    name: 'onSend',
    hook: (request: FauxqsRequest, reply: { statusCode: number }, payload: unknown, done: () => void) => void,
  ): unknown;
  listen(options: { port: number; host: string }): Promise<string>;
  close(): Promise<void>;
}

export const { SqsQueue, SqsStore, SnsStore, S3Store, buildApp } = await load();

async function load(): Promise<FauxqsClasses> {
  const root = findPackageJSON('fauxqs', import.meta.url);
  if (root === undefined) throw new Error('fauxqs is not installed');
  const at = (path: string) => import(new URL(path, pathToFileURL(root)).href);
  const [app, sqs, sns, s3, types] = await Promise.all([
    at('./dist/app.js'),
    at('./dist/sqs/sqsStore.js'),
    at('./dist/sns/snsStore.js'),
    at('./dist/s3/s3Store.js'),
    at('./dist/sqs/sqsTypes.js'),
  ]);
  allowAstralCharacters(types.INVALID_MESSAGE_BODY_CHAR);
  return {
    buildApp: app.buildApp,
    SqsQueue: sqs.SqsQueue,
    SqsStore: sqs.SqsStore,
    SnsStore: sns.SnsStore,
    S3Store: s3.S3Store,
  };
}

/** Its check has no `u` flag, so it reads every emoji as two invalid halves; SQS allows them. */
function allowAstralCharacters(check: RegExp): void {
  const invalid = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
  check.test = (text: string) => invalid.test(text);
}
