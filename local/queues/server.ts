// Starts the SQS, SNS and S3 emulator on a free port of 127.0.0.1, with queues that use the cloud's clock, and
// reports what was published to which topic.

import { createHash, randomUUID } from 'node:crypto';
import type { CloudClock } from '../clock.ts';
import type { Inventory } from '../template/inventory.ts';
import { isObject, listAt, objectAt, textAt } from '../template/json.ts';
import { ClockedQueue, GROUP_SEPARATOR } from './clocked-queue.ts';
import {
  buildApp,
  type FauxqsApp,
  type FauxqsRequest,
  S3Store,
  SnsStore,
  SqsStore,
} from './fauxqs-classes.ts';

export interface Publication {
  topicArn: string;
  messageId: string;
  subject: string | undefined;
  message: string;
}

export interface QueueServer {
  port: number;
  queues: ReadonlyMap<string, ClockedQueue>;
  /** Creates the queues, topics, subscriptions to queues and buckets of an inventory. */
  create(inventory: Pick<Inventory, 'queues' | 'topics' | 'subscriptions' | 'buckets'>): void;
  send(queueArn: string, body: string): void;
  stop(): Promise<void>;
}

export interface QueueServerOptions {
  clock: CloudClock;
  region: string;
  onPublish: (publication: Publication) => void;
}

export async function startQueueServer({
  clock,
  region,
  onPublish,
}: QueueServerOptions): Promise<QueueServer> {
  const sqsStore = new SqsStore();
  const snsStore = new SnsStore();
  const s3Store = new S3Store();
  const queues = new Map<string, ClockedQueue>();
  sqsStore.createQueue = (name, url, arn, attributes) => {
    const queue = new ClockedQueue(clock, { name, url, arn, attributes: attributes ?? {} });
    sqsStore.queues.set(url, queue);
    sqsStore.queuesByName.set(name, queue);
    sqsStore.queuesByArn.set(arn, queue);
    queues.set(arn, queue);
    return queue;
  };
  const app = buildApp({
    logger: false,
    host: '127.0.0.1',
    defaultRegion: region,
    stores: { sqsStore, snsStore, s3Store },
  });
  deduplicatePerGroup(app, (url) => sqsStore.getQueueByName(url.slice(url.lastIndexOf('/') + 1))?.attributes);
  reportPublications(app, onPublish);
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    port: Number(new URL(address).port),
    queues,
    create(inventory) {
      for (const { name, url, arn, attributes } of inventory.queues)
        sqsStore.createQueue(name, url, arn, attributes);
      for (const { name, arn } of inventory.topics)
        snsStore.createTopic(name, undefined, undefined, regionOf(arn));
      for (const { protocol, topicArn, endpoint, attributes } of inventory.subscriptions) {
        if (protocol === 'sqs') snsStore.subscribe(topicArn, protocol, endpoint, attributes);
      }
      for (const name of inventory.buckets) s3Store.createBucket(name);
    },
    send(queueArn, body) {
      const queue = queues.get(queueArn);
      if (queue === undefined) throw new Error(`no queue ${queueArn}`);
      queue.enqueue({
        messageId: randomUUID(),
        body,
        md5OfBody: createHash('md5').update(body).digest('hex'),
        messageAttributes: {},
        md5OfMessageAttributes: '',
        sentTimestamp: clock.now(),
        approximateReceiveCount: 0,
      });
    },
    stop: () => app.close(),
  };
}

const regionOf = (arn: string) => arn.split(':')[3] ?? '';

/**
 * fauxqs keeps one list of deduplication ids per queue; where the queue's scope is the group, ids are prefixed with
 * the group.
 */
function deduplicatePerGroup(
  app: FauxqsApp,
  attributesOf: (url: string) => Record<string, string> | undefined,
): void {
  app.addHook('preHandler', (request, _reply, done) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    const body = request.body;
    if (target.startsWith('AmazonSQS.SendMessage') && isObject(body)) {
      const attributes = attributesOf(textAt(body.QueueUrl) ?? '');
      if (attributes?.DeduplicationScope === 'messageGroup') {
        for (const entry of [body, ...listAt(body.Entries).filter(isObject)]) {
          const id = textAt(entry.MessageDeduplicationId);
          const group = textAt(entry.MessageGroupId);
          if (id !== undefined && group !== undefined) {
            entry.MessageDeduplicationId = `${group}${GROUP_SEPARATOR}${id}`;
          }
        }
      }
    }
    done();
  });
}

function reportPublications(app: FauxqsApp, onPublish: (publication: Publication) => void): void {
  app.addHook('onSend', (request: FauxqsRequest, reply, payload, done) => {
    const form = objectAt(isObject(request.body) ? request.body : undefined);
    if (reply.statusCode < 300 && form.Action === 'Publish') {
      onPublish({
        topicArn: textAt(form.TopicArn) ?? '',
        messageId: /<MessageId>([^<]+)</.exec(String(payload))?.[1] ?? '',
        subject: textAt(form.Subject),
        message: textAt(form.Message) ?? '',
      });
    }
    done();
  });
}
