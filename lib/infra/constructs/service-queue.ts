/**
 * A queue with Cairn's defaults: encrypted, TLS only, with a dead-letter queue and an alarm on it. It knows the
 * environment variable from which its users read its URL.
 */
import { Duration } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { alarmOnDepth } from './alarms.ts';
import { removal } from './removal.ts';

export interface ServiceQueueProps {
  /** Environment variable that carries the queue's URL to the functions granted it. */
  readonly variable: string;
  /** Timeout of the function that consumes it. The visibility timeout is six times that, as Lambda recommends. */
  readonly consumerTimeout: Duration;
  readonly maxReceiveCount: number;
  /** One ordered group per profile at high throughput. The sender provides deduplication ids. */
  readonly fifo?: boolean;
  readonly alarmAction: IAlarmAction;
  /** Whether work that still waits goes with the stack. */
  readonly removeData: boolean;
}

const RETENTION = Duration.days(14);

export class ServiceQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly variable: string;

  constructor(scope: Construct, id: string, props: ServiceQueueProps) {
    super(scope, id);
    this.variable = props.variable;
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: RETENTION,
      removalPolicy: removal(props.removeData),
    };
    // CloudFormation does not accept `fifo: false`: a standard queue has no such property.
    const order = props.fifo
      ? {
          fifo: true,
          contentBasedDeduplication: false,
          deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
          fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
        }
      : {};
    this.deadLetters = new Queue(this, 'DeadLetters', { ...common, ...(props.fifo ? { fifo: true } : {}) });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      ...order,
      visibilityTimeout: Duration.seconds(props.consumerTimeout.toSeconds() * 6),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceiveCount },
    });
    alarmOnDepth(this, this.deadLetters, props.alarmAction);
  }
}
