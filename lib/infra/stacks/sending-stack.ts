/**
 * The sending stack: one function, queue and concurrency limit per channel, what providers report back, and the
 * hourly settlement of leases that a crashed sender left.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { perChannel, type SendChannel, sendChannels } from '../../../schemas/names.ts';
import { channelInfra, senderId } from '../channels.ts';
import { countTriedAgain } from '../constructs/alarms.ts';
import type { SenderAccess } from '../constructs/channel-infra.ts';
import { DataTable } from '../constructs/data-table.ts';
import { EventRoute } from '../constructs/event-route.ts';
import { addGatewayReceipts, gatewayAccess } from '../constructs/gateway.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { Settings } from '../context.ts';
import { settingOr } from '../settings.ts';
import type { MoneyStack } from './money-stack.ts';
import { type CairnStackProps, type ProfilesStack, SEND_TIMEOUT } from './profiles-stack.ts';

export interface SendingStackProps extends CairnStackProps {
  readonly profiles: ProfilesStack;
  readonly money: MoneyStack;
}

interface SenderProps {
  readonly maximumConcurrency: number;
  readonly linkBaseUrl: string;
  readonly access: SenderAccess;
}

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
    // A gateway itself reports when it is overloaded.
    const gateway = this.byGateway ? { access: gatewayAccess(this), maximumConcurrency: 10 } : undefined;
    const accesses = perChannel((channel) => gateway?.access ?? channelInfra[channel].access(this));
    for (const channel of sendChannels) {
      const { maximumConcurrency } = gateway ?? channelInfra[channel];
      this.addSender(channel, { linkBaseUrl, maximumConcurrency, access: accesses[channel] });
    }
  }

  private get byGateway(): boolean {
    return this.settings.providers === 'webhook';
  }

  private addSender(channel: SendChannel, props: SenderProps): void {
    const { profiles, money } = this;
    const queue = profiles.sends[channel];
    const sender = new ServiceFunction(this, senderId(channel), {
      bundle: 'send-message',
      bundles: this.bundles,
      timeout: SEND_TIMEOUT,
      settings: {
        CHANNEL: channel,
        FUNCTION_TIMEOUT_SECONDS: String(SEND_TIMEOUT.toSeconds()),
        LINK_BASE_URL: props.linkBaseUrl,
        ...props.access.settings,
      },
    })
      .usesTable(profiles.profiles, ['GetItem', 'UpdateItem'])
      .usesTable(profiles.keys, ['BatchGetItem'])
      .usesTable(profiles.system, ['GetItem', 'PutItem'])
      .usesTable(this.sends, ['GetItem', 'PutItem'])
      .usesTable(money.money, ['GetItem', 'PutItem', 'Query', 'UpdateItem'])
      .readsPrograms(profiles.programs)
      .usesSealKey(profiles.key, ['link', 'open'])
      .consumes(queue, {
        batchSize: 10,
        maximumConcurrency: props.maximumConcurrency,
        changesVisibility: true,
      })
      .sendsTo(queue)
      .sendsTo(profiles.mailbox)
      .sendsTo(profiles.facts)
      .allow([props.access.action], props.access.resources);
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
      .usesTable(profiles.profiles, ['GetItem', 'Query', 'UpdateItem'])
      .usesTable(profiles.system, ['GetItem', 'PutItem'])
      .usesSealKey(profiles.key, ['match', 'seal'])
      .sendsTo(profiles.mailbox)
      .sendsTo(profiles.facts)
      .givesUpTo(profiles.undelivered, profiles.key, 3);
    if (this.byGateway) {
      const { undelivered } = profiles;
      addGatewayReceipts(this, { bus: this.money.bus, target: receipts, undelivered });
      return;
    }
    for (const source of sendChannels.flatMap((channel) => channelInfra[channel].reports)) {
      new EventRoute(this, `From${source.replaceAll(/[^a-z]/g, '')}`, {
        description: `What ${source} reports of our messages`,
        target: receipts,
        undelivered: profiles.undelivered,
        pattern: { source: [source] },
        maximumAge: 86_400,
      });
    }
    const { key, undelivered } = profiles;
    for (const channel of sendChannels)
      channelInfra[channel].addAnswers?.(this, { receipts, key, undelivered });
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
