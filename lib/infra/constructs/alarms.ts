/**
 * The few alarms Cairn has. Ten are free in an account and each further one costs 0.10 USD a month, so there is one
 * per dead-letter queue, one for the mailbox falling behind, and no more.
 */
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, type IAlarmAction, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** A dead letter is work that nobody will do again by itself: the first one is worth a look. */
export function alarmOnDepth(scope: Construct, deadLetters: Queue, action: IAlarmAction): void {
  deadLetters
    .metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' })
    .createAlarm(scope, 'DeadLettersAlarm', {
      alarmDescription: 'A message was given up: read it, mend the cause, redrive it.',
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    .addAlarmAction(action);
}

/** Five minutes behind is a hundred times the usual delay: people would get messages about what is long past. */
export function alarmOnAge(scope: Construct, queue: Queue, action: IAlarmAction): void {
  queue
    .metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: 'Maximum' })
    .createAlarm(scope, 'MailboxAgeAlarm', {
      alarmDescription: 'The mailbox falls behind: its oldest message has waited over five minutes.',
      threshold: 300,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 5,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    .addAlarmAction(action);
}
