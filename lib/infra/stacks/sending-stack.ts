/**
 * The sending stack: one function, queue and concurrency limit per channel, what providers report back, and the
 * hourly settlement of leases that a crashed sender left.
 */
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { countTriedAgain } from '../constructs/alarms.ts';
import { awsWays } from '../constructs/aws-ways.ts';
import { DataTable } from '../constructs/data-table.ts';
import { EventRoute } from '../constructs/event-route.ts';
import { addGatewayReceipts, gatewayWay, type Way } from '../constructs/gateway.ts';
import { allowServicesToSend } from '../constructs/installation.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { ServiceQueue } from '../constructs/service-queue.ts';
import type { Settings } from '../context.ts';
import { settingOr } from '../settings.ts';
import type { MoneyStack } from './money-stack.ts';
import { type CairnStackProps, type ProfilesStack, SEND_TIMEOUT } from './profiles-stack.ts';

export interface SendingStackProps extends CairnStackProps {
  readonly profiles: ProfilesStack;
  readonly money: MoneyStack;
}

interface ChannelProps {
  readonly channel: 'email' | 'sms' | 'push';
  readonly queue: ServiceQueue;
  /** Concurrent senders: as many as the provider's rate allows, and at least the two that Lambda requires. */
  readonly maximumConcurrency: number;
  readonly linkBaseUrl: string;
  readonly way: Way;
}

const everyChannel = (way: Way) => ({ email: way, sms: way, push: way });

export class SendingStack extends Stack {
  readonly sends: DataTable;
  private readonly bundles: string;
  private readonly settings: Settings;
  private readonly profiles: ProfilesStack;
  private readonly money: MoneyStack;

  constructor(scope: Construct, id: string, props: SendingStackProps) {
    super(scope, id, props);
    this.bundles = props.bundles;
    this.settings = props.settings;
    this.profiles = props.profiles;
    this.money = props.money;
    this.sends = new DataTable(this, 'Sends', {
      variable: 'SENDS_TABLE',
      key: this.profiles.key,
      removeData: props.settings.removeData === 'yes',
      sortKey: false,
    });
    this.sends.addIndex({
      indexName: 'lease-index',
      partitionKey: 'lease',
      sortKey: 'pk',
      include: ['cost', 'status'],
    });
    this.addSenders();
    this.addReceipts();
    this.addLeases();
  }

  private addSenders(): void {
    const { linkDomain } = this.settings;
    const own = linkDomain === undefined ? this.profiles.apiUrl : `https://${linkDomain}`;
    const linkBaseUrl = settingOr(this, 'linkBaseUrl', own);
    const { email, sms, push } = this.profiles.sends;
    const ways = this.byGateway ? everyChannel(gatewayWay(this)) : awsWays(this);
    // AWS sends one SMS a second per number until more is granted; a gateway reports itself when it is overloaded.
    const smsConcurrency = this.byGateway ? 10 : 2;
    const common = { linkBaseUrl, maximumConcurrency: 10 };
    this.addSender('SendEmail', { ...common, channel: 'email', queue: email, way: ways.email });
    this.addSender('SendSms', {
      ...common,
      channel: 'sms',
      queue: sms,
      maximumConcurrency: smsConcurrency,
      way: ways.sms,
    });
    this.addSender('SendPush', { ...common, channel: 'push', queue: push, way: ways.push });
  }

  private get byGateway(): boolean {
    return this.settings.providers === 'webhook';
  }

  private addSender(id: string, props: ChannelProps): void {
    const { profiles, money } = this;
    const sender = new ServiceFunction(this, id, {
      bundle: 'send-message',
      bundles: this.bundles,
      timeout: SEND_TIMEOUT,
      settings: {
        CHANNEL: props.channel,
        FUNCTION_TIMEOUT_SECONDS: String(SEND_TIMEOUT.toSeconds()),
        LINK_BASE_URL: props.linkBaseUrl,
        ...props.way.settings,
      },
    })
      .usesTable(profiles.profiles, ['GetItem', 'UpdateItem'])
      .usesTable(profiles.keys, ['BatchGetItem'])
      .usesTable(profiles.system, ['GetItem', 'PutItem'])
      .usesTable(this.sends, ['GetItem', 'PutItem'])
      .usesTable(money.money, ['GetItem', 'PutItem', 'Query', 'UpdateItem'])
      .readsPrograms(profiles.programs)
      .usesSealKey(profiles.key, ['link', 'open'])
      .consumes(props.queue, {
        batchSize: 10,
        maximumConcurrency: props.maximumConcurrency,
        changesVisibility: true,
      })
      .sendsTo(props.queue)
      .sendsTo(profiles.mailbox)
      .sendsTo(profiles.facts)
      .allow([props.way.action], props.way.resources);
    countTriedAgain(sender.logs);
  }

  private addReceipts(): void {
    const { profiles } = this;
    const receipts = new ServiceFunction(this, 'RecordReceipts', {
      bundle: 'record-receipts',
      bundles: this.bundles,
      timeout: Duration.seconds(30),
    })
      .usesTable(this.sends, ['GetItem', 'PutItem'])
      .usesTable(profiles.profiles, ['GetItem', 'UpdateItem'])
      .usesTable(profiles.system, ['GetItem', 'PutItem'])
      .usesSealKey(profiles.key, ['match'])
      .sendsTo(profiles.mailbox)
      .sendsTo(profiles.facts)
      .givesUpTo(profiles.undelivered, profiles.key, 3);
    if (this.byGateway) {
      const { undelivered } = profiles;
      addGatewayReceipts(this, { bus: this.money.bus, target: receipts, undelivered });
      return;
    }
    for (const source of ['aws.ses', 'aws.sms-voice']) {
      new EventRoute(this, `From${source.replaceAll(/[^a-z]/g, '')}`, {
        description: `What ${source} reports of our messages`,
        target: receipts,
        undelivered: profiles.undelivered,
        pattern: { source: [source] },
        maximumAge: 86_400,
      });
    }
    this.addInboundSms(receipts);
  }

  /** Two-way SMS publishes replies (STOP among them) to this topic once a number is configured for it. */
  private addInboundSms(receipts: ServiceFunction): void {
    const topic = new Topic(this, 'InboundSms', { masterKey: this.profiles.key, enforceSSL: true });
    allowServicesToSend(topic, ['sms-voice']);
    new CfnOutput(this, 'InboundSmsTopicArn', { value: topic.topicArn });
    new CfnSubscription(this, 'InboundSmsSubscription', {
      topicArn: topic.topicArn,
      protocol: 'lambda',
      endpoint: receipts.lambda.functionArn,
      redrivePolicy: { deadLetterTargetArn: this.profiles.undelivered.queueArn },
    });
    new CfnPermission(this, 'InboundSmsPermission', {
      action: 'lambda:InvokeFunction',
      functionName: receipts.lambda.functionArn,
      principal: 'sns.amazonaws.com',
      sourceArn: topic.topicArn,
    });
  }

  private addLeases(): void {
    const { profiles, money } = this;
    const settle = new ServiceFunction(this, 'SettleLeases', {
      bundle: 'settle-leases',
      bundles: this.bundles,
      timeout: Duration.seconds(60),
    })
      .usesTable(money.money, ['GetItem', 'Query', 'UpdateItem'])
      .usesTable(this.sends, [], ['lease-index'])
      .givesUpTo(profiles.undelivered, profiles.key, 3);
    new EventRoute(this, 'EachHour', {
      description: 'Gives back what ended leases did not spend (I5)',
      target: settle,
      undelivered: profiles.undelivered,
      schedule: Schedule.rate(Duration.hours(1)),
      maximumAge: 3600,
    });
  }
}
