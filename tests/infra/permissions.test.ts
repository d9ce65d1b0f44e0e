/** What each function may do: exactly what its variables name, without wildcards. */
import { describe, expect, it } from 'vitest';
import { senderId } from '../../lib/infra/channels.ts';
import { sendChannels } from '../../schemas/names.ts';
import { type FunctionGrants, Installation, type Json, list, type Resource } from './installation.ts';

const installation = new Installation();
const functions = installation.functions();
const EXPECTED = [
  'DeliverWakes',
  'GuardBudgets',
  'IngestBusEvents',
  'IngestEvents',
  'OperateApi',
  'ProjectFacts',
  'RecordReceipts',
  ...sendChannels.map(senderId).sort(),
  'ServeRecipients',
  'SettleLeases',
  'StepProfile',
  'WakeProfiles',
];

/** Actions that a resource variable implies; a variable without one of them would be a name without access. */
const KINDS: Record<string, RegExp> = {
  'AWS::DynamoDB::Table': /^dynamodb:/,
  'AWS::SQS::Queue': /^sqs:(SendMessage|ChangeMessageVisibility|GetQueueAttributes)$/,
  'AWS::S3::Bucket': /^s3:/,
  'AWS::KMS::Key': /^kms:/,
  'AWS::SNS::Topic': /^sns:Publish$/,
  'AWS::Events::EventBus': /^events:PutEvents$/,
};

const NAMES_A_RESOURCE = /_(TABLE|QUEUE_URL|BUCKET|TOPIC_ARN|KEY_ARN|BUS_NAME)$/;

/** Granted without a variable: its own log, the source that calls it, the queue for its failures. */
const UNNAMED = new Set(['AWS::Logs::LogGroup']);

function granted(fn: FunctionGrants): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { actions, resources, condition } of fn.statements) {
    for (const resource of resources) {
      // A key through a service belongs to that service's resource, not to the function.
      if (conditionOn(condition, 'kms:ViaService') !== undefined) continue;
      const owner = resourceOf(resource);
      const name = owner ? `${owner.stack}/${owner.id}` : resource;
      found.set(name, new Set([...(found.get(name) ?? []), ...actions]));
    }
  }
  return found;
}

function conditionOn(condition: Json | undefined, key: string): unknown {
  return (condition?.['StringEquals'] as Json | undefined)?.[key];
}

/** The resource that a name, or a name with something appended (`/index/...`, `/*`), refers to. */
function resourceOf(name: string): Resource | undefined {
  return installation.find(name.split('/').slice(0, 2).join('/'));
}

function sourcesOf(fn: FunctionGrants): string[] {
  return installation
    .of('AWS::Lambda::EventSourceMapping')
    .filter(
      ({ properties, stack }) =>
        installation.nameOf(properties['FunctionName'], stack) === `${fn.resource.stack}/${fn.resource.id}`,
    )
    .map(({ properties, stack }) => installation.nameOf(properties['EventSourceArn'], stack));
}

describe('functions', () => {
  it('are the planned ones, on Node 24 and ARM', () => {
    expect(functions.map(({ name }) => name).sort()).toEqual(EXPECTED);
    for (const { resource } of functions) {
      expect(resource.properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
      });
    }
  });

  it('have a role each, which only Lambda can assume, without AWS-managed policies', () => {
    const roles = functions.map(({ role }) => `${role.stack}/${role.id}`);
    expect(new Set(roles).size).toBe(functions.length);
    expect(installation.of('AWS::IAM::Role')).toHaveLength(functions.length);
    for (const { role } of functions) {
      const { Statement } = role.properties['AssumeRolePolicyDocument'] as { Statement: Json[] };
      expect(Statement.map(({ Principal }) => Principal)).toEqual([{ Service: 'lambda.amazonaws.com' }]);
      expect(JSON.stringify(role.properties['ManagedPolicyArns'] ?? [])).not.toContain(':aws:policy/');
    }
  });

  it.each(functions)('$name logs to a group of its own with a retention, and to no other', (fn) => {
    const logging = fn.resource.properties['LoggingConfig'] as Json;
    const group = installation.nameOf(logging['LogGroup'], fn.resource.stack);
    expect(installation.find(group)?.properties['RetentionInDays']).toBe(365);
    const logged = fn.statements.filter(({ actions }) =>
      actions.some((action) => action.startsWith('logs:')),
    );
    expect(logged.flatMap(({ resources }) => resources)).toEqual([group]);
  });

  it.each(functions)('$name may use every resource that its variables name', (fn) => {
    const may = granted(fn);
    for (const [variable, value] of Object.entries(fn.environment)) {
      const target = resourceOf(value);
      const kind = target && KINDS[target.type];
      if (!kind) {
        expect(variable, `${variable} names ${value}, which is not one of our resources`).not.toMatch(
          NAMES_A_RESOURCE,
        );
        continue;
      }
      const actions = [...(may.get(`${target.stack}/${target.id}`) ?? [])];
      expect(
        actions.some((action) => kind.test(action)),
        `${variable} names ${value}, which is not granted`,
      ).toBe(true);
    }
  });

  it.each(functions)('$name gets the name of every resource that it may use', (fn) => {
    const named = new Set(
      Object.values(fn.environment).map((value) => value.split('/').slice(0, 2).join('/')),
    );
    const sources = new Set(sourcesOf(fn));
    for (const [name, actions] of granted(fn)) {
      const target = resourceOf(name);
      if (!target || UNNAMED.has(target.type) || sources.has(name) || name === UNDELIVERED) continue;
      expect(named.has(name), `${[...actions].join(', ')} on ${name} without a variable`).toBe(true);
    }
  });
});

const UNDELIVERED =
  'CairnProfiles/' +
  (installation.of('AWS::SQS::Queue').find(({ path }) => path.includes('/Undelivered/'))?.id ?? '');

describe('policies', () => {
  const policies = [...installation.of('AWS::IAM::Policy'), ...installation.of('AWS::IAM::ManagedPolicy')];

  it.each(policies)('$path has no wildcard in an action', (policy) => {
    for (const { actions } of installation.statementsIn(policy, 'PolicyDocument')) {
      for (const action of actions) expect(action).not.toContain('*');
    }
  });

  it('have one wildcard in a resource, the keys of programs, in two policies', () => {
    const wild = policies.flatMap((policy) =>
      installation
        .statementsIn(policy, 'PolicyDocument')
        .flatMap(({ resources }) => resources.filter((resource) => resource.includes('*')))
        .map((resource) => `${policy.path}: ${resource}`),
    );
    expect(wild).toEqual([
      expect.stringMatching(/^CairnProfiles\/Programs\/Readers\/Resource: CairnProfiles\/Programs\w+\/\*$/),
      expect.stringMatching(
        /^CairnProfiles\/Programs\/Publishers\/Resource: CairnProfiles\/Programs\w+\/\*$/,
      ),
    ]);
  });

  it("of queues and topics admit services only on this account's behalf", () => {
    const resourcePolicies = [
      ...installation.of('AWS::SQS::QueuePolicy'),
      ...installation.of('AWS::SNS::TopicPolicy'),
    ];
    const allowing = resourcePolicies.flatMap((policy) =>
      installation.statementsIn(policy, 'PolicyDocument'),
    );
    expect(allowing.length).toBeGreaterThan(0);
    for (const { actions, resources, condition } of allowing) {
      expect(condition).toEqual({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } });
      for (const name of [...actions, ...resources]) expect(name).not.toContain('*');
    }
  });

  it('let a function use the key only through the service that encrypts, or for one purpose', () => {
    for (const { statements } of functions) {
      for (const { condition } of statements.filter(({ actions }) =>
        actions.some((action) => /^kms:/.test(action)),
      )) {
        const limit =
          conditionOn(condition, 'kms:ViaService') ?? conditionOn(condition, 'kms:EncryptionContext:purpose');
        expect(limit).toBeDefined();
      }
    }
  });

  it('let the doors seal and not open; only senders and operators open (I9)', () => {
    const may = (action: string, purpose: string) =>
      functions
        .filter(({ statements }) =>
          statements.some(
            ({ actions, condition }) =>
              actions.includes(action) &&
              list(conditionOn(condition, 'kms:EncryptionContext:purpose')).includes(purpose),
          ),
        )
        .map(({ name }) => name)
        .sort();
    const senders = sendChannels.map(senderId).sort();
    expect(may('kms:Decrypt', 'data')).toEqual(['OperateApi', ...senders]);
    expect(may('kms:GenerateDataKey', 'data')).toEqual([
      'IngestBusEvents',
      'IngestEvents',
      'OperateApi',
      // Replies that a person has to read.
      'RecordReceipts',
      'StepProfile',
    ]);
    expect(may('kms:Decrypt', 'link')).toEqual([...senders, 'ServeRecipients']);
  });

  it('let each sender call its own provider and no other', () => {
    const provider = /^(ses|sms-voice|mobiletargeting):/;
    const calls = functions.flatMap(({ name, statements }) =>
      statements.flatMap(({ actions }) =>
        actions.filter((action) => provider.test(action)).map((action) => `${name} ${action}`),
      ),
    );
    expect(calls.sort()).toEqual([
      'SendEmail ses:SendEmail',
      'SendPush mobiletargeting:SendMessages',
      'SendSms sms-voice:SendTextMessage',
    ]);
  });
});

describe('triggers', () => {
  it('let a service invoke a function only from our own rule, topic or API', () => {
    const permissions = installation.of('AWS::Lambda::Permission');
    expect(permissions.length).toBeGreaterThan(0);
    for (const { properties, stack } of permissions) {
      expect(properties['Action']).toBe('lambda:InvokeFunction');
      expect(
        resourceOf(installation.nameOf(properties['SourceArn'], stack)) ?? list(properties['SourceArn'])[0],
      ).toBeDefined();
    }
  });
});
