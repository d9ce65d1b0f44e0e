/**
 * A rule that calls one function: on a pattern of events, or on a schedule. Undeliverable events go to the
 * installation's queue of undelivered events, where they can be inspected and sent again.
 */
import { Aws } from 'aws-cdk-lib';
import { CfnRule, type Schedule } from 'aws-cdk-lib/aws-events';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

/** EventBridge takes the pattern unchanged; keys are those of an event's envelope. */
export type EventPattern = Readonly<Record<string, unknown>>;

export interface EventRouteProps {
  readonly target: ServiceFunction;
  readonly undelivered: IQueue;
  readonly description: string;
  /** Name of the bus; absent: the account's default bus. */
  readonly busName?: string;
  readonly pattern?: EventPattern;
  readonly schedule?: Schedule;
  /** Seconds an event may wait for the function. A late sweep is worthless; a late receipt is not. */
  readonly maximumAge: number;
}

export class EventRoute extends Construct {
  constructor(scope: Construct, id: string, props: EventRouteProps) {
    super(scope, id);
    const rule = new CfnRule(this, 'Rule', {
      description: props.description,
      state: 'ENABLED',
      ...(props.busName ? { eventBusName: props.busName } : {}),
      ...(props.pattern ? { eventPattern: props.pattern } : {}),
      ...(props.schedule ? { scheduleExpression: props.schedule.expressionString } : {}),
      targets: [
        {
          id: 'Function',
          arn: props.target.lambda.functionArn,
          deadLetterConfig: { arn: props.undelivered.queueArn },
          retryPolicy: { maximumEventAgeInSeconds: props.maximumAge, maximumRetryAttempts: 185 },
        },
      ],
    });
    new CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: props.target.lambda.functionArn,
      principal: 'events.amazonaws.com',
      sourceArn: rule.attrArn,
      sourceAccount: Aws.ACCOUNT_ID,
    });
  }
}
