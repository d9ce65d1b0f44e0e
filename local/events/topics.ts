// SNS topics without a queue behind them: subscribed functions get what is published, and messages to the finance
// topic are kept for people.

import type { CloudClock } from '../clock.ts';
import type { Publication } from '../queues/server.ts';
import type { SubscriptionSpec } from '../template/inventory.ts';
import type { Json } from '../template/json.ts';

export type Kept = Publication & { timestamp: string };

export interface TopicsOptions {
  clock: CloudClock;
  subscriptions: readonly SubscriptionSpec[];
  leave: (functionArn: string, event: Json) => void;
}

const KEPT_MAX = 5000;

export class Topics {
  #options: TopicsOptions;
  #kept: Kept[] = [];

  constructor(options: TopicsOptions) {
    this.#options = options;
  }

  published(publication: Publication): void {
    const timestamp = new Date(Math.floor(this.#options.clock.now())).toISOString();
    this.#kept.push({ ...publication, timestamp });
    if (this.#kept.length > KEPT_MAX) this.#kept.shift();
    for (const { protocol, topicArn, endpoint } of this.#options.subscriptions) {
      if (protocol === 'lambda' && topicArn === publication.topicArn) {
        this.#options.leave(endpoint, snsEvent(publication, timestamp));
      }
    }
  }

  /** Messages of one topic, oldest first. */
  of(topicArn: string | undefined): Kept[] {
    return this.#kept.filter((publication) => publication.topicArn === topicArn);
  }

  /** The topic that inbound SMS go to: the one a function listens to. */
  inbound(): string | undefined {
    return this.#options.subscriptions.find(({ protocol }) => protocol === 'lambda')?.topicArn;
  }
}

function snsEvent({ topicArn, messageId, subject, message }: Publication, timestamp: string): Json {
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: `${topicArn}:local`,
        Sns: {
          Type: 'Notification',
          MessageId: messageId,
          TopicArn: topicArn,
          Subject: subject ?? null,
          Message: message,
          Timestamp: timestamp,
          SignatureVersion: '1',
          Signature: 'local',
          MessageAttributes: {},
        },
      },
    ],
  };
}
