/**
 * The sending stack: one function, queue and concurrency limit a channel, what providers report back, and the hourly
 * return of money that a crashed sender had leased.
 */
import { Aws, Duration, Fn, Stack, Token } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from 'aws-cdk-lib/aws-ses';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { countTriedAgain } from '../constructs/alarms.ts';
import { DataTable } from '../constructs/data-table.ts';
import { EventRoute } from '../constructs/event-route.ts';
import { allowServicesToSend } from '../constructs/installation.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { ServiceQueue } from '../constructs/service-queue.ts';
import type { Settings } from '../context.ts';
import { given, isGiven, type ParameterName, setting, settingOr } from '../settings.ts';
import type { MoneyStack } from './money-stack.ts';
import { type CairnStackProps, type ProfilesStack, SEND_TIMEOUT } from './profiles-stack.ts';

export interface SendingStackProps extends CairnStackProps {
  readonly profiles: ProfilesStack;
  readonly money: MoneyStack;
}

interface ChannelProps {
  readonly channel: 'email' | 'sms' | 'push';
  readonly queue: ServiceQueue;
  /** Copies of the sender at once: what the provider's rate carries, and at least the two that Lambda asks for. */
  readonly maximumConcurrency: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly action: string;
  readonly resources: readonly string[];
}

/**
 * What SES reports that a profile or a total learns from. Not OPEN and CLICK: asking for them has SES rewrite links and add a
 * picture of its own, and ours (/c, /o) would be counted a second time.
 */
const MAIL_EVENTS = [
  'SEND',
  'DELIVERY',
  'BOUNCE',
  'COMPLAINT',
  'REJECT',
  'RENDERING_FAILURE',
  'DELIVERY_DELAY',
];

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
    const mailEvents = this.mailConfigurationSet();
    const phone = this.arnOf('sms-voice', setting(this, 'smsOriginationIdentity'));
    const pushApplication = setting(this, 'pushApplicationId');
    const smsEvents = setting(this, 'smsConfigurationSet');
    const identity = this.arnOf('ses', `identity/${setting(this, 'emailIdentity')}`);
    this.addSender('SendEmail', {
      channel: 'email',
      queue: email,
      maximumConcurrency: 10,
      settings: {
        LINK_BASE_URL: linkBaseUrl,
        EMAIL_FROM: setting(this, 'emailFrom', fromOf(given(this, 'emailIdentity'))),
        SES_CONFIGURATION_SET: mailEvents,
      },
      action: 'ses:SendEmail',
      resources: [identity, this.arnOf('ses', `configuration-set/${mailEvents}`)],
    });
    this.addSender('SendSms', {
      channel: 'sms',
      queue: sms,
      maximumConcurrency: 2,
      settings: {
        LINK_BASE_URL: linkBaseUrl,
        SMS_ORIGINATION_IDENTITY: phone,
        SMS_CONFIGURATION_SET: smsEvents,
      },
      action: 'sms-voice:SendTextMessage',
      // The set that a request names is asked for like the identity; without a set there is nothing to ask for.
      resources: [phone, this.ifGiven('smsConfigurationSet', smsEvents, 'sms-voice', 'configuration-set/')],
    });
    this.addSender('SendPush', {
      channel: 'push',
      queue: push,
      maximumConcurrency: 10,
      settings: { LINK_BASE_URL: linkBaseUrl, PUSH_APPLICATION_ID: pushApplication },
      action: 'mobiletargeting:SendMessages',
      resources: [this.arnOf('mobiletargeting', `apps/${pushApplication}/messages`)],
    });
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
        ...props.settings,
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
      .allow([props.action], props.resources);
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

  /** Two-way SMS publishes answers (STOP among them) to this topic once a number is set to it. */
  private addInboundSms(receipts: ServiceFunction): void {
    const topic = new Topic(this, 'InboundSms', { masterKey: this.profiles.key, enforceSSL: true });
    allowServicesToSend(topic, ['sms-voice']);
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

  /** Ours reports to the default bus, where record-receipts listens; another one must be set to do the same. */
  private mailConfigurationSet(): string {
    const own = new CfnConfigurationSet(this, 'MailEvents', {});
    new CfnConfigurationSetEventDestination(this, 'MailEventsToBus', {
      configurationSetName: own.ref,
      eventDestination: {
        enabled: true,
        matchingEventTypes: MAIL_EVENTS,
        eventBridgeDestination: { eventBusArn: this.arnOf('events', 'event-bus/default') },
      },
    });
    return settingOr(this, 'sesConfigurationSet', own.ref);
  }

  private ifGiven(name: ParameterName, value: string, service: string, kind: string): string {
    const resource = this.arnOf(service, `${kind}${value}`);
    return Token.asString(Fn.conditionIf(isGiven(this, name, value).logicalId, resource, Aws.NO_VALUE));
  }

  private arnOf(service: string, resource: string): string {
    return `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
  }
}

/** An address is sent as itself; a domain needs somebody at it. */
function fromOf(identity: string | undefined): string | undefined {
  if (identity === undefined) return undefined;
  return identity.includes('@') ? identity : `hello@${identity}`;
}
