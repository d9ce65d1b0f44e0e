/** What the deployment of a channel by AWS needs: its infra.ts says it, and the stacks ask every channel alike. */
import { Aws, type Stack } from 'aws-cdk-lib';
import type { IAlarmAction, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { ServiceFunction } from './service-function.ts';

/** What a sender is told, and what it may call. */
export interface Way {
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
  /** Copies of the sender at once: what the provider's rate carries, and at least the two that Lambda asks for. */
  readonly maximumConcurrency: number;
  /** Services of AWS that use the installation's key for it. */
  readonly keyServices: readonly string[];
  /** Sources of what its provider reports on the default bus. */
  readonly reports: readonly string[];
  way(stack: Stack): Way;
  /** What takes its recipients' answers to record-receipts. */
  addAnswers?(stack: Stack, targets: ReceiptTargets): void;
  /** A row of the dashboard. */
  widgets?(): IWidget[];
  addAlarms?(stack: Stack, action: IAlarmAction): void;
}

export function arnOf(service: string, resource: string): string {
  return `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
}
