/**
 * The one dashboard, in the order in which an event travels: door, mailbox, step, waits, sends, providers, money,
 * tables.
 *
 * An account has three dashboards of at most 50 metrics free and pays 3 USD a month for each further one, so this is
 * one and stays under 50. What no AWS metric shows comes from the logs, which cost only while somebody looks (0.005
 * USD a GB read), where a metric of our own would cost 0.30 USD a month each.
 */
import { Aws, Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  type IMetric,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { sendChannels } from '../../../schemas/names.ts';
import { channelInfra, senderId } from '../channels.ts';
import type { DataTable } from './data-table.ts';
import { graph, HEIGHT, WIDTH } from './graph.ts';
import type { ServiceFunction } from './service-function.ts';
import type { ServiceQueue } from './service-queue.ts';

export interface OperatingDashboardProps {
  readonly functions: readonly ServiceFunction[];
  readonly queues: readonly ServiceQueue[];
  readonly tables: readonly DataTable[];
  readonly undelivered: Queue;
  readonly apiId: string;
  readonly byGateway: boolean;
}

const MINUTE = Duration.minutes(1);
const DAY = 24;

export function doorMetric(apiId: string, metricName: string, statistic: string): Metric {
  const dimensionsMap = { ApiId: apiId };
  return new Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap, statistic, period: MINUTE });
}

export class OperatingDashboard extends Construct {
  private readonly props: OperatingDashboardProps;

  constructor(scope: Construct, id: string, props: OperatingDashboardProps) {
    super(scope, id);
    this.props = props;
    new Dashboard(this, 'Dashboard', {
      dashboardName: `Cairn-${Aws.REGION}`,
      defaultInterval: Duration.hours(DAY),
      widgets: [
        this.door(),
        this.mailbox(),
        this.waits(),
        this.sends(),
        ...(props.byGateway ? [] : sendChannels.map((channel) => channelInfra[channel].widgets?.() ?? [])),
        this.rest(),
      ],
    });
  }

  private door(): IWidget[] {
    const of = (name: string, statistic: string) => doorMetric(this.props.apiId, name, statistic);
    return [
      graph('Door: requests', [of('Count', 'Sum')]),
      graph('Door: refused (4xx, throttled ones among them) and failed (5xx)', [
        of('4xx', 'Sum'),
        of('5xx', 'Sum'),
      ]),
      graph('Door: latency (ms)', [of('Latency', 'p50'), of('Latency', 'p99')]),
    ];
  }

  private mailbox(): IWidget[] {
    const step = this.functionOf('StepProfile').lambda;
    const mailbox = this.props.queues.find(({ node }) => node.id === 'Mailbox');
    const depth = mailbox?.queue.metricApproximateNumberOfMessagesVisible({
      period: MINUTE,
      statistic: 'Maximum',
    });
    return [
      graph('Mailbox: messages that wait', depth ? [depth] : []),
      graph('Queues: age of the oldest message (s)', this.ofQueues('ApproximateAgeOfOldestMessage')),
      graph(
        'step-profile: errors and runs at once (left), duration (right, ms)',
        [
          step.metricErrors({ period: MINUTE }),
          step.metric('ConcurrentExecutions', { period: MINUTE, statistic: 'Maximum' }),
        ],
        [step.metricDuration({ period: MINUTE, statistic: 'p99' })],
      ),
    ];
  }

  private waits(): IWidget[] {
    const lambda = (metricName: string) =>
      new Metric({ namespace: 'AWS/Lambda', metricName, statistic: 'Sum', period: MINUTE });
    return [
      this.table(
        'Waits: handed out, and the latest after its time (ms)',
        ['WakeProfiles'],
        [
          'filter message = "wakes handed out"',
          'stats sum(handedOut) as waits, max(lateMs) as latest by bin(5m)',
        ],
        LogQueryVisualizationType.LINE,
      ),
      graph('All functions of the account: errors and throttles', [lambda('Errors'), lambda('Throttles')]),
      this.table('What functions logged as errors', undefined, [
        'filter level = "ERROR"',
        'stats count(*) as lines, latest(error.name) as error by service, message',
        'sort lines desc',
      ]),
    ];
  }

  private sends(): IWidget[] {
    const senders = sendChannels.map(senderId);
    return [
      this.table('Sends by channel and outcome', senders, [
        'filter message = "send"',
        'stats count(*) as sends by channel, status',
        'sort channel, status',
      ]),
      this.table('Why sends were refused, failed or are tried again', senders, [
        'filter message = "send" and status != "sent"',
        'stats count(*) as sends by channel, status, reason',
        'sort sends desc',
      ]),
      graph(
        'Sends that wait for their provider (tried again later)',
        this.ofQueues('ApproximateNumberOfMessagesDelayed', /^Sends/),
      ),
    ];
  }

  private rest(): IWidget[] {
    const period = MINUTE;
    const statistic = 'Maximum';
    const dead = [...this.props.queues.map(({ deadLetters }) => deadLetters), this.props.undelivered];
    const throttled = (metricName: string) =>
      this.props.tables.map(({ table, node }) => {
        const dimensionsMap = { TableName: table.tableName };
        const namespace = 'AWS/DynamoDB';
        return new Metric({
          namespace,
          metricName,
          dimensionsMap,
          statistic: 'Sum',
          period,
          label: `${node.id} ${metricName}`,
        });
      });
    return [
      graph(
        'Dead letters: anything but 0 is work given up',
        dead.map((queue) =>
          queue.metricApproximateNumberOfMessagesVisible({ period, statistic, label: nameOf(queue) }),
        ),
      ),
      graph('Tables: throttled', [...throttled('WriteThrottleEvents'), ...throttled('ReadThrottleEvents')]),
      this.table(
        'Budgets: decisions and alerts announced',
        ['GuardBudgets'],
        ['filter message = "announced"', 'fields @timestamp, budget, type', 'sort @timestamp desc'],
      ),
    ];
  }

  private functionOf(id: string): ServiceFunction {
    const found = this.props.functions.find(({ node }) => node.id === id);
    if (!found) throw new Error(`no function ${id} to show`);
    return found;
  }

  private ofQueues(metricName: string, names = /./): IMetric[] {
    return this.props.queues
      .filter(({ node }) => names.test(node.id))
      .map(({ queue, node }) =>
        queue.metric(metricName, { period: MINUTE, statistic: 'Maximum', label: node.id }),
      );
  }

  /** From the logs of the named functions, or of all. */
  private table(
    title: string,
    names: readonly string[] | undefined,
    queryLines: string[],
    view = LogQueryVisualizationType.TABLE,
  ): LogQueryWidget {
    const functions = names?.map((name) => this.functionOf(name)) ?? this.props.functions;
    const logGroupNames = functions.map(({ logs }) => logs.logGroupName);
    return new LogQueryWidget({ title, view, logGroupNames, queryLines, width: WIDTH, height: HEIGHT });
  }
}

const nameOf = (queue: Queue): string => queue.node.scope?.node.id ?? queue.node.id;
