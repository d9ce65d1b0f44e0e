/**
 * The actor's stack: the key, the profile tables, the program bucket, every queue, and the functions that turn a
 * profile's mailbox into state. All queues and the HTTP API's address are here, at the bottom, so that the stacks
 * above (money, sending, intake) can refer to them without a cycle.
 */
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { perChannel, type SendChannel, sendChannels, sendsVariable } from '../../../schemas/names.ts';
import { channelInfra, sendsQueueId } from '../channels.ts';
import { alarmOnAge } from '../constructs/alarms.ts';
import { DataTable } from '../constructs/data-table.ts';
import { EventRoute } from '../constructs/event-route.ts';
import {
  allowServices,
  allowServicesToSend,
  subscribeEmail,
  undeliveredQueue,
} from '../constructs/installation.ts';
import { ProgramBucket } from '../constructs/program-bucket.ts';
import { removal } from '../constructs/removal.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { ServiceQueue } from '../constructs/service-queue.ts';
import type { Settings } from '../context.ts';

export interface CairnStackProps extends StackProps {
  /** dist/functions, the folder of the bundles. */
  readonly bundles: string;
  readonly settings: Settings;
}

/** Folding a batch takes well under a second; the rest is for a throttled table to respond. */
const STEP_TIMEOUT = Duration.seconds(30);
/** The sender's longest run: a batch of ten provider calls of three seconds. */
export const SEND_TIMEOUT = Duration.seconds(30);
/** Totals are recomputed from their buckets, which may be long. */
export const FACTS_TIMEOUT = Duration.seconds(60);
const WAKES_TIMEOUT = Duration.seconds(30);
/** An outage of the database must not empty a queue into its dead letters. */
const OUTAGE_RECEIVES = 1000;
const BROKEN_RECEIVES = 5;

/**
 * Browsers post events and recipients respond from mail clients. Operators' writing routes stay same-origin: their
 * methods (PUT, DELETE) are not offered to other origins.
 *
 * Credentials: `navigator.sendBeacon` always asks for them, so without this a beacon with a JSON Blob never leaves the
 * browser. There are none that a page could misuse: no cookie, and keys and tokens are in headers or bodies that the page
 * writes itself. API Gateway then refuses the origin `*`, and takes these two in its place.
 *
 * Headers: no list stays complete, since pages add headers of their tracing and SDKs of their retries, and a header that
 * is missing here stops all events of a page. So `*`, which does not cover `authorization`, nor anything where credentials
 * are asked for or the browser is old: what SDKs send is named as well.
 */
const CORS = {
  allowOrigins: ['https://*', 'http://*'],
  allowCredentials: true,
  allowMethods: ['GET', 'HEAD', 'POST', 'OPTIONS'],
  allowHeaders: [
    '*',
    'authorization',
    'content-encoding',
    'content-type',
    'idempotency-key',
    ...['traceparent', 'tracestate', 'baggage'],
    ...['anonymousid', 'sentat', 'rsa-recovered', 'rsa-retry-attempt', 'rsa-retry-reason'],
    ...['rsa-since-first-attempt', 'rsa-since-last-attempt'],
    'x-retry-count',
  ],
  exposeHeaders: ['retry-after', 'trace-id'],
  maxAge: 86_400,
};

export class ProfilesStack extends Stack {
  readonly key: Key;
  readonly alarms: Topic;
  readonly undelivered: Queue;
  readonly api: CfnApi;
  readonly profiles: DataTable;
  readonly keys: DataTable;
  readonly system: DataTable;
  readonly programs: ProgramBucket;
  readonly mailbox: ServiceQueue;
  readonly timers: ServiceQueue;
  readonly facts: ServiceQueue;
  readonly sends: Readonly<Record<SendChannel, ServiceQueue>>;
  private readonly removeData: boolean;

  constructor(scope: Construct, id: string, props: CairnStackProps) {
    super(scope, id, props);
    const removeData = props.settings.removeData === 'yes';
    this.removeData = removeData;
    this.key = new Key(this, 'DataKey', {
      description: 'Cairn: tables, programs, and the wrapping of what is sealed at the door',
      enableKeyRotation: true,
      // Each of a key's first two rotations adds 1 USD a month permanently: so it rotates as seldom as KMS allows.
      rotationPeriod: Duration.days(2560),
      removalPolicy: removal(removeData),
      pendingWindow: Duration.days(7),
    });
    const ofChannels =
      props.settings.providers === 'webhook'
        ? []
        : sendChannels.flatMap((channel) => channelInfra[channel].keyServices);
    allowServices(this.key, ['cloudwatch', 'events', ...ofChannels, 'sns']);
    this.alarms = new Topic(this, 'Alarms', { masterKey: this.key, enforceSSL: true });
    allowServicesToSend(this.alarms, ['cloudwatch']);
    subscribeEmail(this, 'alarmEmail', this.alarms);
    const held = { key: this.key, removeData };
    this.undelivered = undeliveredQueue(this, held, new SnsAction(this.alarms));

    this.profiles = new DataTable(this, 'Profiles', {
      variable: 'PROFILES_TABLE',
      ...held,
    });
    this.profiles.addIndex({ indexName: 'wake-index', partitionKey: 'wakeShard', sortKey: 'wakeAt' });
    new CfnOutput(this, 'ProfilesTableName', { value: this.profiles.table.tableName });
    this.keys = new DataTable(this, 'Keys', { variable: 'KEYS_TABLE', ...held, recoveryDays: 7 });
    this.system = new DataTable(this, 'System', { variable: 'SYSTEM_TABLE', ...held });
    this.programs = new ProgramBucket(this, 'Programs', held);

    const alarmAction = new SnsAction(this.alarms);
    this.mailbox = new ServiceQueue(this, 'Mailbox', {
      variable: 'MAILBOX_QUEUE_URL',
      consumerTimeout: STEP_TIMEOUT,
      maxReceiveCount: OUTAGE_RECEIVES,
      fifo: true,
      alarmAction,
      removeData,
    });
    alarmOnAge(this.mailbox, this.mailbox.queue, alarmAction);
    this.timers = this.queueOf('Timers', 'TIMERS_QUEUE_URL', WAKES_TIMEOUT, BROKEN_RECEIVES);
    this.facts = this.queueOf('Facts', 'FACTS_QUEUE_URL', FACTS_TIMEOUT, BROKEN_RECEIVES);
    this.sends = perChannel((channel) =>
      this.queueOf(sendsQueueId(channel), sendsVariable(channel), SEND_TIMEOUT, OUTAGE_RECEIVES),
    );
    this.api = new CfnApi(this, 'Api', {
      name: 'cairn',
      protocolType: 'HTTP',
      corsConfiguration: CORS,
    });
    this.addFunctions(props.bundles);
  }

  /** The API's address in every deployment; a domain of the company's own is a setting (LinkBaseUrl). */
  get apiUrl(): string {
    return this.api.attrApiEndpoint;
  }

  private queueOf(
    id: string,
    variable: string,
    consumerTimeout: Duration,
    maxReceiveCount: number,
  ): ServiceQueue {
    const alarmAction = new SnsAction(this.alarms);
    const removeData = this.removeData;
    return new ServiceQueue(this, id, {
      variable,
      consumerTimeout,
      maxReceiveCount,
      alarmAction,
      removeData,
    });
  }

  private addFunctions(bundles: string): void {
    const stepProfile = new ServiceFunction(this, 'StepProfile', {
      bundle: 'step-profile',
      bundles,
      timeout: STEP_TIMEOUT,
    })
      .usesTable(this.profiles, ['GetItem', 'PutItem', 'Query', 'UpdateItem'])
      .usesTable(this.keys, ['BatchWriteItem', 'Query'])
      .usesTable(this.system, ['GetItem', 'PutItem'])
      .readsPrograms(this.programs)
      .notifiedOfMissingPrograms(this.programs)
      .usesSealKey(this.key, ['match', 'seal'])
      .consumes(this.mailbox, { batchSize: 10, changesVisibility: true })
      .sendsTo(this.mailbox)
      .sendsTo(this.timers)
      .sendsTo(this.facts);
    for (const channel of sendChannels) stepProfile.sendsTo(this.sends[channel]);

    const wakeProfiles = new ServiceFunction(this, 'WakeProfiles', {
      bundle: 'wake-profiles',
      bundles,
      timeout: Duration.seconds(55),
    })
      .usesTable(this.profiles, [], ['wake-index'])
      .usesTable(this.system, ['PutItem', 'Query'])
      .sendsTo(this.timers)
      .measures(this.mailbox)
      .givesUpTo(this.undelivered, this.key, 1);
    new EventRoute(this, 'EachMinute', {
      description: 'Hands out the wake-ups that fall due (I7)',
      target: wakeProfiles,
      undelivered: this.undelivered,
      schedule: Schedule.rate(Duration.minutes(1)),
      maximumAge: 60,
    });

    new ServiceFunction(this, 'DeliverWakes', { bundle: 'deliver-wakes', bundles, timeout: WAKES_TIMEOUT })
      .consumes(this.timers, { batchSize: 10 })
      .sendsTo(this.mailbox);
  }
}
