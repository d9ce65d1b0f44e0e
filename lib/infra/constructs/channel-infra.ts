/** What deploying a channel on AWS needs: its infra.ts provides it, and the stacks treat every channel alike. */
import { Aws, type Stack } from 'aws-cdk-lib';
import type { IAlarmAction, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { ServiceFunction } from './service-function.ts';

/** A sender's settings, and its permissions. */
export interface SenderAccess {
  readonly settings: Readonly<Record<string, string>>;
  readonly action: string;
  readonly resources: readonly string[];
}

export interface ReceiptTargets {
  readonly receipts: ServiceFunction;
  readonly key: Key;
  readonly undelivered: Queue;
}

export interface ChannelInfra {
  /** Concurrent senders: as many as the provider's rate allows, and at least the two that Lambda requires. */
  readonly maximumConcurrency: number;
  /** Services of AWS that use the installation's key for it. */
  readonly keyServices: readonly string[];
  /** Event sources of its provider's reports on the default bus. */
  readonly reports: readonly string[];
  access(stack: Stack): SenderAccess;
  /** Routes its recipients' replies to record-receipts. */
  addAnswers?(stack: Stack, targets: ReceiptTargets): void;
  /** A row of the dashboard. */
  widgets?(): IWidget[];
  addAlarms?(stack: Stack, action: IAlarmAction): void;
}

export function arnOf(service: string, resource: string): string {
  return `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
}
