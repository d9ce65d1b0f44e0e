/**
 * The alarms: what a person must know about, each with its runbook section. Ten metrics on alarms are free in an
 * account and each further one costs 0.10 USD a month (metric math by each metric in it), so an alarm exists only
 * where it reports what no other does:
 *
 * - a dead letter in any queue; the mailbox's age; errors of any function, counted from the logs as one metric; the
 *   door's 5xx; throttled functions; providers that refuse; the sweep and the guard not running; the reputation with
 *   mail providers.
 * - The age of the other queues is counted from the logs too, as one metric: whoever handles a message that has waited
 *   for long says so. A queue that nobody reads at all has a consumer that is throttled, fails or was switched off by
 *   hand. An alarm for each queue's own age, or a composite one (0.50 USD), would exceed what an idle installation may
 *   cost.
 */
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** Sections of docs/operating/runbooks.md. */
export type Runbook =
  | 'dead-letters'
  | 'undelivered-events'
  | 'stuck-queue'
  | 'function-errors'
  | 'throttled-functions'
  | 'door-errors'
  | 'provider-outage'
  | 'sweep-not-running'
  | 'guard-not-running'
  | 'bounces-and-complaints';

interface AlarmOptions extends Pick<AlarmProps, 'threshold' | 'evaluationPeriods'> {
  readonly text: string;
  readonly runbook: Runbook;
  readonly action: IAlarmAction;
  readonly comparison?: ComparisonOperator;
  /** What missing data means: that nothing happened, or that nothing runs. */
  readonly missing?: TreatMissingData;
}

export function alarmOn(scope: Construct, id: string, metric: IMetric, options: AlarmOptions): Alarm {
  const alarm = new Alarm(scope, id, {
    metric,
    alarmDescription: `${options.text} Runbook: docs/operating/runbooks.md#${options.runbook}`,
    threshold: options.threshold,
    comparisonOperator: options.comparison ?? ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: options.evaluationPeriods,
    treatMissingData: options.missing ?? TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(options.action);
  return alarm;
}

/** A dead letter is work that is not retried automatically: the first one needs a person. */
export function alarmOnDepth(
  scope: Construct,
  deadLetters: Queue,
  action: IAlarmAction,
  runbook: Runbook = 'dead-letters',
): void {
  const period = Duration.minutes(1);
  const metric = deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' });
  const text = 'Work was given up: read it, mend the cause, have it done again.';
  alarmOn(scope, 'DeadLettersAlarm', metric, { text, runbook, action, threshold: 0, evaluationPeriods: 1 });
}

/** Five minutes is a hundred times the usual delay: people would get messages about events long past. */
export function alarmOnAge(scope: Construct, queue: Queue, action: IAlarmAction): void {
  const period = Duration.minutes(1);
  const metric = queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' });
  const text = 'The mailbox falls behind: its oldest message has waited over five minutes.';
  const runbook = 'stuck-queue';
  alarmOn(scope, 'MailboxAgeAlarm', metric, { text, runbook, action, threshold: 300, evaluationPeriods: 5 });
}

const NAMESPACE = 'Cairn';
const ERRORS = 'FunctionErrors';
const TRIED_AGAIN = 'SendsTriedAgain';
const LATE = 'LateMessages';

/** Errors that a function logs, and the lines that Lambda writes of a run that ended badly. */
export const ERROR_TERMS = ['"level":"ERROR"', 'Status: timeout', 'Status: error'] as const;

/**
 * Counted from the logs: such a metric costs 0.30 USD in a month in which it has data, and nothing in a quiet month.
 */
export function countErrors(logs: LogGroup): void {
  count(logs, ERRORS, ERROR_TERMS.map((term) => `?"${term.replaceAll('"', '\\"')}"`).join(' '));
}

export function countTriedAgain(logs: LogGroup): void {
  count(logs, TRIED_AGAIN, '{ $.message = "send" && $.status = "again" }');
}

/** Messages that were handled late, whichever queue they waited in. */
export function countLate(logs: LogGroup): void {
  count(logs, LATE, '{ $.message = "late" }');
}

function count(logs: LogGroup, metricName: string, pattern: string): void {
  new MetricFilter(logs, metricName, {
    logGroup: logs,
    metricNamespace: NAMESPACE,
    metricName,
    metricValue: '1',
    filterPattern: FilterPattern.literal(pattern),
  });
}

export const counted = (metricName: typeof ERRORS | typeof TRIED_AGAIN | typeof LATE): Metric =>
  new Metric({ namespace: NAMESPACE, metricName, statistic: 'Sum', period: Duration.minutes(5) });
