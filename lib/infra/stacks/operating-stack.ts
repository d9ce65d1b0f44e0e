/**
 * The operating stack: what people look at and what alerts them. It depends on the others and nothing depends on it,
 * so it can be removed or replaced without affecting them.
 */
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import { sendChannels } from '../../../schemas/names.ts';
import { channelInfra } from '../channels.ts';
import { alarmOn, counted } from '../constructs/alarms.ts';
import { doorMetric, OperatingDashboard } from '../constructs/dashboard.ts';
import { DataTable } from '../constructs/data-table.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { ServiceQueue } from '../constructs/service-queue.ts';
import type { ProfilesStack } from './profiles-stack.ts';

export interface OperatingStackProps extends StackProps {
  readonly profiles: ProfilesStack;
  /** All stacks whose functions, queues and tables are shown. */
  readonly shown: readonly Stack[];
  /** The company's own gateway sends, so AWS's providers have nothing to show. */
  readonly byGateway: boolean;
}

export class OperatingStack extends Stack {
  constructor(scope: Construct, id: string, props: OperatingStackProps) {
    super(scope, id, props);
    const { profiles } = props;
    const parts = props.shown.flatMap((stack) => stack.node.findAll());
    const functions = parts.filter((part) => part instanceof ServiceFunction);
    new OperatingDashboard(this, 'Dashboard', {
      functions,
      queues: parts.filter((part) => part instanceof ServiceQueue),
      tables: parts.filter((part) => part instanceof DataTable),
      undelivered: profiles.undelivered,
      apiId: profiles.api.ref,
      byGateway: props.byGateway,
    });
    this.addAlarms(profiles, functions);
    if (!props.byGateway)
      for (const channel of sendChannels)
        channelInfra[channel].addAlarms?.(this, new SnsAction(profiles.alarms));
  }

  private addAlarms(profiles: ProfilesStack, functions: readonly ServiceFunction[]): void {
    const action = new SnsAction(profiles.alarms);
    alarmOn(this, 'DoorErrorsAlarm', doorMetric(profiles.api.ref, '5xx', 'Sum'), {
      text: 'The HTTP API answered with 5xx for five minutes: clients send again, and nothing accepted is lost.',
      runbook: 'door-errors',
      action,
      threshold: 0,
      evaluationPeriods: 5,
    });
    alarmOn(this, 'FunctionErrorsAlarm', counted('FunctionErrors'), {
      text: 'A function has logged errors, run out of time or ended badly for a quarter of an hour.',
      runbook: 'function-errors',
      action,
      threshold: 0,
      evaluationPeriods: 3,
    });
    // Of the whole account in this region, because that is what concurrency is shared by.
    const throttles = new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'Throttles',
      statistic: 'Sum',
      period: Duration.minutes(5),
    });
    alarmOn(this, 'ThrottledFunctionsAlarm', throttles, {
      text: 'Functions of this account have been throttled for a quarter of an hour: work waits in its queues.',
      runbook: 'throttled-functions',
      action,
      threshold: 0,
      evaluationPeriods: 3,
    });
    alarmOn(this, 'LateMessagesAlarm', counted('LateMessages'), {
      text: 'Messages were handled more than five minutes late for a quarter of an hour: a queue falls behind.',
      runbook: 'stuck-queue',
      action,
      threshold: 0,
      evaluationPeriods: 3,
    });
    alarmOn(this, 'ProvidersRefuseAlarm', counted('SendsTriedAgain'), {
      text: 'A provider has refused sends for a quarter of an hour: they wait, and go out by themselves within 24 hours.',
      runbook: 'provider-outage',
      action,
      threshold: 0,
      evaluationPeriods: 3,
    });
    this.alarmWhenSilent(functions, 'WakeProfiles', {
      period: Duration.minutes(5),
      periods: 2,
      text: 'The sweep that ends waits has not run for ten minutes: journeys stand still (I7).',
      runbook: 'sweep-not-running',
      action,
    });
    this.alarmWhenSilent(functions, 'GuardBudgets', {
      period: Duration.hours(1),
      periods: 3,
      text: 'The guard has not looked at the budgets for three hours. Amounts in force still bind (I5).',
      runbook: 'guard-not-running',
      action,
    });
  }

  /** An alarm on a function without a run in this many periods, each of which should have several. */
  private alarmWhenSilent(
    functions: readonly ServiceFunction[],
    name: string,
    options: Pick<Parameters<typeof alarmOn>[3], 'text' | 'runbook' | 'action'> & {
      period: Duration;
      periods: number;
    },
  ): void {
    const scheduled = functions.find(({ node }) => node.id === name);
    if (!scheduled) throw new Error(`no function ${name} to watch`);
    const metric = new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'Invocations',
      dimensionsMap: { FunctionName: scheduled.lambda.functionName },
      statistic: 'Sum',
      period: options.period,
    });
    alarmOn(this, `${name}SilentAlarm`, metric, {
      ...options,
      threshold: 1,
      evaluationPeriods: options.periods,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      missing: TreatMissingData.BREACHING,
    });
  }
}
