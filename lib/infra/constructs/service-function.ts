/**
 * A function with Cairn's defaults: Node 24 on ARM, a role of its own, a log group of its own, no managed policy of
 * AWS.
 *
 * Invariant: a grant is the only way to an environment variable that names a resource. Whoever gives a function a
 * table's name also grants the actions listed, and nothing else, so variables and permissions always match.
 */
import { Aws, type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { type IManagedPolicy, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  CfnEventInvokeConfig,
  CfnEventSourceMapping,
  Code,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { countErrors, countLate } from './alarms.ts';
import type { DataTable } from './data-table.ts';
import type { ServiceQueue } from './service-queue.ts';

export type TableAction =
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'PutItem'
  | 'Query'
  | 'UpdateItem';

export type SealUse = 'seal' | 'open' | 'match' | 'link';

/** The standing keys (match, link) are created by the first user, hence both actions. */
const SEAL_USES: Record<SealUse, { readonly actions: readonly string[]; readonly purpose: string }> = {
  seal: { actions: ['kms:GenerateDataKey'], purpose: 'data' },
  open: { actions: ['kms:Decrypt'], purpose: 'data' },
  match: { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], purpose: 'match' },
  link: { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], purpose: 'link' },
};

/** A small young generation: otherwise garbage is kept until a function with a large program holds twice its size. */
export const NODE_OPTIONS = '--max-semi-space-size=4';

export interface ServiceFunctionProps {
  /** Directory under dist/functions. */
  readonly bundle: string;
  /** dist/functions, the folder of the bundles. */
  readonly bundles: string;
  readonly timeout: Duration;
  /**
   * MB; the share of a processor grows with it. Most of a function's time is waiting, which costs less with less
   * memory.
   */
  readonly memory?: number;
  /** Concurrent runs that are kept free for it, and beyond which it is throttled. Absent: none are. */
  readonly reserved?: number | undefined;
  /** Environment variables that name no resource. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface ConsumeProps {
  readonly batchSize: number;
  readonly window?: Duration;
  /** For standard and FIFO queues alike: the maximum number of concurrent instances that read this queue. */
  readonly maximumConcurrency?: number;
  /** The function postpones failed messages itself instead of waiting for the visibility timeout. */
  readonly changesVisibility?: boolean;
}

export class ServiceFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly logs: LogGroup;
  readonly timeout: Duration;
  private readonly role: Role;
  private readonly policy: Policy;
  private readonly keyUses = new Set<string>();

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    this.timeout = props.timeout;
    this.logs = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    countErrors(this.logs);
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.policy = new Policy(this, 'Policy', { roles: [this.role] });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [this.logs.logGroupArn]);
    this.lambda = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(`${props.bundles}/${props.bundle}`),
      handler: 'index.handler',
      role: this.role.withoutPolicyUpdates(),
      logGroup: this.logs,
      timeout: props.timeout,
      memorySize: props.memory ?? 512,
      ...(props.reserved === undefined ? {} : { reservedConcurrentExecutions: props.reserved }),
      environment: {
        NODE_OPTIONS,
        POWERTOOLS_SERVICE_NAME: props.bundle,
        POWERTOOLS_METRICS_NAMESPACE: 'Cairn',
        ...props.settings,
      },
    });
    this.lambda.node.addDependency(this.policy);
  }

  /** Items by key in the table; only `Query` in the named indexes. */
  usesTable(table: DataTable, actions: readonly TableAction[], indexes: readonly string[] = []): this {
    this.lambda.addEnvironment(table.variable, table.table.tableName);
    if (actions.length > 0) {
      this.allow(
        actions.map((action) => `dynamodb:${action}`),
        [table.table.tableArn],
      );
    }
    if (indexes.length > 0) {
      this.allow(
        ['dynamodb:Query'],
        indexes.map((name) => table.indexArn(name)),
      );
    }
    this.allowKeyThrough('dynamodb', table.key, [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
    ]);
    return this;
  }

  sendsTo(target: ServiceQueue): this {
    this.lambda.addEnvironment(target.variable, target.queue.queueUrl);
    return this.allow(['sqs:SendMessage'], [target.queue.queueArn]);
  }

  /** Lets it read a queue's depth, for back-pressure. */
  measures(target: ServiceQueue): this {
    this.lambda.addEnvironment(target.variable, target.queue.queueUrl);
    return this.allow(['sqs:GetQueueAttributes'], [target.queue.queueArn]);
  }

  consumes(source: ServiceQueue, props: ConsumeProps): this {
    const actions = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
    if (props.changesVisibility) {
      actions.push('sqs:ChangeMessageVisibility');
      this.lambda.addEnvironment(source.variable, source.queue.queueUrl);
    }
    this.allow(actions, [source.queue.queueArn]);
    const mapping = new CfnEventSourceMapping(this, 'Source', {
      functionName: this.lambda.functionName,
      eventSourceArn: source.queue.queueArn,
      batchSize: props.batchSize,
      functionResponseTypes: ['ReportBatchItemFailures'],
      ...(props.window ? { maximumBatchingWindowInSeconds: props.window.toSeconds() } : {}),
      ...(props.maximumConcurrency
        ? { scalingConfig: { maximumConcurrency: props.maximumConcurrency } }
        : {}),
    });
    mapping.node.addDependency(this.policy);
    countLate(this.logs);
    return this;
  }

  /** Where an event goes whose asynchronous call failed `tries` times. */
  givesUpTo(deadLetters: IQueue, key: IKey, tries: 1 | 2 | 3): this {
    this.allow(['sqs:SendMessage'], [deadLetters.queueArn]);
    this.allowKeyThrough('sqs', key, ['kms:Decrypt', 'kms:GenerateDataKey']);
    const config = new CfnEventInvokeConfig(this, 'Retries', {
      functionName: this.lambda.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: tries - 1,
      destinationConfig: { onFailure: { destination: deadLetters.queueArn } },
    });
    config.node.addDependency(this.policy);
    return this;
  }

  /** The programs of the bucket: the one wildcard they need is in the policy that is attached. */
  readsPrograms(programs: { variable: string; bucketName: string; readers: IManagedPolicy }): this {
    this.lambda.addEnvironment(programs.variable, programs.bucketName);
    this.role.addManagedPolicy(programs.readers);
    return this;
  }

  /** S3 responds 403 for a missing object, which looks like an outage, unless the caller may list the bucket. */
  notifiedOfMissingPrograms(programs: { bucketArn: string }): this {
    return this.allow(['s3:ListBucket'], [programs.bucketArn]);
  }

  publishesPrograms(programs: { variable: string; bucketName: string; publishers: IManagedPolicy }): this {
    this.lambda.addEnvironment(programs.variable, programs.bucketName);
    this.role.addManagedPolicy(programs.publishers);
    return this;
  }

  /**
   * The key itself, only for what the function does with it (I9): KMS ties each data key to its purpose, so a
   * function that seals cannot open, and one that matches addresses cannot read one.
   */
  usesSealKey(key: IKey, uses: readonly SealUse[]): this {
    this.lambda.addEnvironment('SEAL_KEY_ARN', key.keyArn);
    for (const use of uses) {
      const { actions, purpose } = SEAL_USES[use];
      this.policy.addStatements(
        new PolicyStatement({
          actions: [...actions],
          resources: [key.keyArn],
          conditions: { StringEquals: { 'kms:EncryptionContext:purpose': purpose } },
        }),
      );
    }
    return this;
  }

  publishesTo(variable: string, topic: ITopic, key: IKey): this {
    this.lambda.addEnvironment(variable, topic.topicArn);
    this.allow(['sns:Publish'], [topic.topicArn]);
    this.allowKeyThrough('sns', key, ['kms:Decrypt', 'kms:GenerateDataKey']);
    return this;
  }

  putsEventsOn(bus: IEventBus): this {
    this.lambda.addEnvironment('EVENT_BUS_NAME', bus.eventBusName);
    return this.allow(['events:PutEvents'], [bus.eventBusArn]);
  }

  /** Any other permission, by name: providers have no construct of ours. */
  allow(actions: readonly string[], resources: readonly string[]): this {
    this.policy.addStatements(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
    return this;
  }

  /** The key only through the service that encrypts with it: the function itself cannot decrypt with it. */
  private allowKeyThrough(service: string, key: IKey, actions: string[]): void {
    if (this.keyUses.has(service)) return;
    this.keyUses.add(service);
    this.policy.addStatements(
      new PolicyStatement({
        actions,
        resources: [key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `${service}.${Aws.REGION}.${Aws.URL_SUFFIX}` } },
      }),
    );
  }
}
