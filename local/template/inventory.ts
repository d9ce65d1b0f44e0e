// Turns resolved resources into what the local cloud creates: tables, queues, topics, buckets, keys, buses, rules,
// schedules, functions, event source mappings, subscriptions and HTTP routes. Types it does not list (roles,
// policies, alarms, log groups) run nothing here.

import { join } from 'node:path';
import {
  flagAt,
  type Json,
  type JsonObject,
  listAt,
  need,
  numberAt,
  objectAt,
  textAt,
  textsAt,
} from './json.ts';
import type { Resource } from './resolve.ts';

export interface FunctionSpec {
  id: string;
  name: string;
  arn: string;
  /** Folder with the bundle; undefined for inline code, which only CDK's own helpers use. */
  folder: string | undefined;
  handler: string;
  timeoutSeconds: number;
  memoryMb: number;
  environment: Record<string, string>;
}

export interface QueueSpec {
  name: string;
  arn: string;
  url: string;
  attributes: Record<string, string>;
}

export interface TableSpec {
  name: string;
  properties: JsonObject;
}

export interface SubscriptionSpec {
  topicArn: string;
  protocol: string;
  endpoint: string;
  attributes: Record<string, string>;
}

export interface TargetSpec {
  arn: string;
  input: Json | undefined;
  inputPath: string | undefined;
}

export interface RuleSpec {
  name: string;
  arn: string;
  bus: string;
  pattern: JsonObject | undefined;
  schedule: string | undefined;
  targets: TargetSpec[];
}

export interface MappingSpec {
  queueArn: string;
  /** ARN or name, as in the template. */
  functionArn: string;
  batchSize: number;
  windowSeconds: number;
  concurrencyMax: number | undefined;
  reportsItemFailures: boolean;
}

/** What happens to an event left with a function that keeps failing. */
export interface InvokeConfigSpec {
  functionName: string;
  retriesMax: number;
  onFailureArn: string | undefined;
}

export interface CorsSpec {
  origins: string[];
  methods: string[];
  headers: string[];
  exposed: string[];
  maxAgeSeconds: number | undefined;
  credentials: boolean;
}

export interface RouteSpec {
  apiId: string;
  key: string;
  functionArn: string;
}

export interface Inventory {
  functions: FunctionSpec[];
  queues: QueueSpec[];
  tables: TableSpec[];
  topics: { name: string; arn: string; id: string }[];
  subscriptions: SubscriptionSpec[];
  buckets: string[];
  keys: { id: string; arn: string }[];
  aliases: { name: string; keyId: string }[];
  buses: string[];
  rules: RuleSpec[];
  mappings: MappingSpec[];
  invokeConfigs: InvokeConfigSpec[];
  routes: RouteSpec[];
  cors: CorsSpec | undefined;
}

export function takeInventory(resources: readonly Resource[]): Inventory {
  const of = (...types: string[]) => resources.filter((resource) => types.includes(resource.type));
  const integrations = new Map(
    of('AWS::ApiGatewayV2::Integration').map((item) => [item.ref, functionOf(item)]),
  );
  return {
    functions: of('AWS::Lambda::Function').map(functionSpec),
    queues: of('AWS::SQS::Queue').map(queueSpec),
    tables: of('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map(({ name, properties }) => ({
      name,
      properties,
    })),
    topics: of('AWS::SNS::Topic').map(({ name, arn, id }) => ({ name, arn, id })),
    subscriptions: [
      ...of('AWS::SNS::Subscription').map((item) => subscriptionSpec(item.properties)),
      ...of('AWS::SNS::Topic').flatMap((topic) =>
        listAt(topic.properties.Subscription).map((item) =>
          subscriptionSpec({ ...objectAt(item), TopicArn: topic.arn }),
        ),
      ),
    ],
    buckets: of('AWS::S3::Bucket').map(({ name }) => name),
    keys: of('AWS::KMS::Key').map(({ ref, arn }) => ({ id: ref, arn })),
    aliases: of('AWS::KMS::Alias').map(({ properties }) => ({
      name: textAt(properties.AliasName) ?? '',
      keyId: textAt(properties.TargetKeyId) ?? '',
    })),
    buses: ['default', ...of('AWS::Events::EventBus').map(({ name }) => name)],
    rules: [...of('AWS::Events::Rule').map(ruleSpec), ...of('AWS::Scheduler::Schedule').map(scheduleSpec)],
    mappings: of('AWS::Lambda::EventSourceMapping').map(mappingSpec),
    invokeConfigs: of('AWS::Lambda::EventInvokeConfig').map(invokeConfigSpec),
    routes: of('AWS::ApiGatewayV2::Route').flatMap((route) => routeSpec(route, integrations)),
    cors: of('AWS::ApiGatewayV2::Api').flatMap((api) => corsSpec(api.properties))[0],
  };
}

function functionSpec({ id, name, arn, properties, assets }: Resource): FunctionSpec {
  const code = objectAt(properties.Code);
  const variables = Object.entries(objectAt(objectAt(properties.Environment).Variables));
  return {
    id,
    name,
    arn,
    folder: assets.get(textAt(code.S3Key) ?? ''),
    handler: textAt(properties.Handler) ?? 'index.handler',
    timeoutSeconds: numberAt(properties.Timeout) ?? 3,
    memoryMb: numberAt(properties.MemorySize) ?? 128,
    environment: Object.fromEntries(variables.map(([key, value]) => [key, textAt(value) ?? ''])),
  };
}

/** The file of a handler such as `index.handler` in its folder, and the name of its export. */
export function entryOf(spec: FunctionSpec): { file: string; exported: string } {
  const dot = spec.handler.lastIndexOf('.');
  const folder = need(spec.folder, `code of ${spec.name}`);
  return { file: join(folder, `${spec.handler.slice(0, dot)}.js`), exported: spec.handler.slice(dot + 1) };
}

const QUEUE_ATTRIBUTES = [
  'VisibilityTimeout',
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
];

function queueSpec({ name: queueName, arn, ref, properties }: Resource): QueueSpec {
  const attributes: Record<string, string> = {};
  for (const name of QUEUE_ATTRIBUTES) {
    const value = textAt(properties[name]);
    if (value !== undefined) attributes[name] = value;
  }
  if (properties.RedrivePolicy !== undefined) {
    const policy = objectAt(properties.RedrivePolicy);
    attributes.RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: textAt(policy.deadLetterTargetArn),
      maxReceiveCount: numberAt(policy.maxReceiveCount),
    });
  }
  return { name: queueName, arn, url: ref, attributes };
}

function subscriptionSpec(properties: JsonObject): SubscriptionSpec {
  const attributes: Record<string, string> = {};
  if (flagAt(properties.RawMessageDelivery)) attributes.RawMessageDelivery = 'true';
  if (properties.FilterPolicy !== undefined)
    attributes.FilterPolicy = JSON.stringify(properties.FilterPolicy);
  return {
    topicArn: textAt(properties.TopicArn) ?? '',
    protocol: textAt(properties.Protocol) ?? '',
    endpoint: textAt(properties.Endpoint) ?? '',
    attributes,
  };
}

const busName = (value: Json | undefined) => {
  const text = textAt(value) ?? 'default';
  return text.startsWith('arn:') ? text.slice(text.lastIndexOf('/') + 1) : text;
};

function targetSpec(item: Json): TargetSpec {
  const target = objectAt(item);
  const input = textAt(target.Input);
  return {
    arn: textAt(target.Arn) ?? '',
    input: input === undefined ? undefined : JSON.parse(input),
    inputPath: textAt(target.InputPath),
  };
}

function ruleSpec({ name, arn, properties }: Resource): RuleSpec {
  const enabled = !(textAt(properties.State) ?? 'ENABLED').startsWith('DISABLED');
  return {
    name,
    arn,
    bus: busName(properties.EventBusName),
    pattern: enabled && properties.EventPattern !== undefined ? objectAt(properties.EventPattern) : undefined,
    schedule: enabled ? textAt(properties.ScheduleExpression) : undefined,
    targets: listAt(properties.Targets).map(targetSpec),
  };
}

function scheduleSpec({ name, arn, properties }: Resource): RuleSpec {
  return {
    name,
    arn,
    bus: 'default',
    pattern: undefined,
    schedule: textAt(properties.State) === 'DISABLED' ? undefined : textAt(properties.ScheduleExpression),
    targets: properties.Target === undefined ? [] : [targetSpec(properties.Target)],
  };
}

function mappingSpec({ properties }: Resource): MappingSpec {
  return {
    queueArn: textAt(properties.EventSourceArn) ?? '',
    functionArn: textAt(properties.FunctionName) ?? '',
    batchSize: numberAt(properties.BatchSize) ?? 10,
    windowSeconds: numberAt(properties.MaximumBatchingWindowInSeconds) ?? 0,
    concurrencyMax: numberAt(objectAt(properties.ScalingConfig).MaximumConcurrency),
    reportsItemFailures: textsAt(properties.FunctionResponseTypes).includes('ReportBatchItemFailures'),
  };
}

function invokeConfigSpec({ properties }: Resource): InvokeConfigSpec {
  return {
    functionName: textAt(properties.FunctionName) ?? '',
    retriesMax: numberAt(properties.MaximumRetryAttempts) ?? 2,
    onFailureArn: textAt(objectAt(objectAt(properties.DestinationConfig).OnFailure).Destination),
  };
}

function functionOf({ properties }: Resource): string {
  const uri = textAt(properties.IntegrationUri) ?? '';
  return /functions\/(arn:[^/]+)\/invocations/.exec(uri)?.[1] ?? uri;
}

function routeSpec(route: Resource, integrations: ReadonlyMap<string, string>): RouteSpec[] {
  const { ApiId, RouteKey, Target } = route.properties;
  const functionArn = integrations.get((textAt(Target) ?? '').replace(/^integrations\//, ''));
  if (functionArn === undefined) return [];
  return [{ apiId: textAt(ApiId) ?? '', key: textAt(RouteKey) ?? '', functionArn }];
}

function corsSpec({ CorsConfiguration }: JsonObject): CorsSpec[] {
  if (CorsConfiguration === undefined) return [];
  const cors = objectAt(CorsConfiguration);
  return [
    {
      origins: textsAt(cors.AllowOrigins),
      methods: textsAt(cors.AllowMethods),
      headers: textsAt(cors.AllowHeaders),
      exposed: textsAt(cors.ExposeHeaders),
      maxAgeSeconds: numberAt(cors.MaxAge),
      credentials: flagAt(cors.AllowCredentials),
    },
  ];
}
