/**
 * Stored data: recoverable, under the installation's key, kept when a stack is deleted; nothing is billed by the
 * hour.
 */
import { describe, expect, it } from 'vitest';
import { Installation, type Json } from './installation.ts';
import { LINKS } from './links.ts';

const installation = new Installation();
const tables = installation.of('AWS::DynamoDB::Table');
const named = (name: string) => tables.find(({ path }) => path.split('/')[1] === name);

describe('tables', () => {
  it('are profiles, keys, system, money and sends', () => {
    expect(tables.map(({ path }) => path.split('/')[1]).sort()).toEqual([
      'Keys',
      'Money',
      'Profiles',
      'Sends',
      'System',
    ]);
  });

  it.each(tables)('$path can be restored to a point in time, and is encrypted under our own key', (table) => {
    expect(table.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
    const key = (table.properties['SSESpecification'] as Json)['KMSMasterKeyId'];
    expect(installation.find(installation.nameOf(key, table.stack))?.type).toBe('AWS::KMS::Key');
  });

  it('drops deleted keys after seven days, so that an erasure becomes final', () => {
    expect(named('Keys')?.properties['PointInTimeRecoverySpecification']).toMatchObject({
      RecoveryPeriodInDays: 7,
    });
  });

  it.each([
    [
      'Profiles',
      ['pk', 'sk'],
      { name: 'wake-index', keys: ['wakeShard', 'wakeAt'], Projection: { ProjectionType: 'KEYS_ONLY' } },
    ],
    [
      'Sends',
      ['pk'],
      {
        name: 'lease-index',
        keys: ['lease', 'pk'],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['cost', 'status'] },
      },
    ],
  ])('%s has its keys and its index', (name, keys, index) => {
    const schema = (names: string[]) =>
      names.map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? 'HASH' : 'RANGE' }));
    expect(named(name)?.properties['KeySchema']).toEqual(schema(keys));
    expect(named(name)?.properties['GlobalSecondaryIndexes']).toEqual([
      { IndexName: index.name, KeySchema: schema(index.keys), Projection: index.Projection },
    ]);
  });
});

describe('other stored data', () => {
  it('has one key, which rotates', () => {
    const [key, ...more] = installation.of('AWS::KMS::Key');
    expect(more).toEqual([]);
    // Seldom, because the first two rotations add a dollar a month each.
    expect(key?.properties).toMatchObject({ EnableKeyRotation: true, RotationPeriodInDays: 2560 });
  });

  it("lets services use the key only on this account's behalf", () => {
    const [Statement = []] = installation
      .of('AWS::KMS::Key')
      .map(({ properties }) => (properties['KeyPolicy'] as { Statement: Json[] }).Statement);
    const services = Statement.filter(({ Principal }) => (Principal as Json)['Service'] !== undefined);
    expect(services).toHaveLength(1);
    expect(services[0]).toMatchObject({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
  });

  it.each(installation.of('AWS::S3::Bucket'))('$path is closed to the public, and is kept', (bucket) => {
    expect(bucket.properties['PublicAccessBlockConfiguration']).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
  });

  it.each(installation.of('AWS::SNS::Topic'))('$path is encrypted under our own key', (topic) => {
    const key = installation.nameOf(topic.properties['KmsMasterKeyId'], topic.stack);
    expect(installation.find(key)?.type).toBe('AWS::KMS::Key');
  });
});

describe('cost at rest', () => {
  /** None of these is billed by the hour. Before a new type is added here, its price must be checked. */
  const PRICED_BY_USE = [
    'AWS::ApiGatewayV2::Api',
    'AWS::ApiGatewayV2::ApiMapping',
    'AWS::ApiGatewayV2::DomainName',
    'AWS::ApiGatewayV2::Integration',
    'AWS::ApiGatewayV2::Route',
    'AWS::ApiGatewayV2::Stage',
    'AWS::CloudWatch::Alarm',
    // An account has three free; there is one (tests/infra/operating.test.ts).
    'AWS::CloudWatch::Dashboard',
    // Billed by the people who sign in each month, the first 10,000 free.
    'AWS::Cognito::UserPool',
    'AWS::Cognito::UserPoolClient',
    'AWS::Cognito::UserPoolDomain',
    'AWS::Cognito::UserPoolGroup',
    'AWS::DynamoDB::Table',
    'AWS::Events::EventBus',
    'AWS::Events::Rule',
    'AWS::IAM::ManagedPolicy',
    'AWS::IAM::Policy',
    'AWS::IAM::Role',
    'AWS::KMS::Key',
    'AWS::Lambda::EventInvokeConfig',
    'AWS::Lambda::EventSourceMapping',
    'AWS::Lambda::Function',
    'AWS::Lambda::Permission',
    'AWS::Logs::LogGroup',
    // Billed by its metric, in months in which that has data.
    'AWS::Logs::MetricFilter',
    // The zone is billed to its owner.
    'AWS::Route53::RecordSet',
    'AWS::S3::Bucket',
    'AWS::S3::BucketPolicy',
    'AWS::SES::ConfigurationSet',
    'AWS::SES::ConfigurationSetEventDestination',
    'AWS::SNS::Subscription',
    'AWS::SNS::Topic',
    'AWS::SNS::TopicPolicy',
    'AWS::SQS::Queue',
    'AWS::SQS::QueuePolicy',
  ];

  it('knows the price of every type of resource, none of them by the hour', () => {
    const resources = [installation, new Installation(LINKS)].flatMap((each) => each.resources);
    const types = new Set(resources.map(({ type }) => type));
    expect([...types].filter((type) => !PRICED_BY_USE.includes(type))).toEqual([]);
  });

  it('keeps replaced versions of a program for a month only', () => {
    const programs = installation.of('AWS::S3::Bucket').find(({ path }) => /Programs\/Programs/.test(path));
    expect(programs?.properties['LifecycleConfiguration']).toEqual({
      Rules: [{ NoncurrentVersionExpiration: { NoncurrentDays: 30 }, Status: 'Enabled' }],
    });
  });

  it('keeps no function warm by the hour', () => {
    for (const { properties } of installation.of('AWS::Lambda::Function')) {
      expect(properties['SnapStart']).toBeUndefined();
      expect(properties['VpcConfig']).toBeUndefined();
    }
  });

  it('stays under five dollars without any free tier of alarms, requests or functions', () => {
    // An alarm on an expression is billed for each metric in it.
    const alarms = installation
      .of('AWS::CloudWatch::Alarm')
      .reduce((sum, { properties }) => sum + ((properties['Metrics'] as unknown[])?.length ?? 1), 0);
    const keys = installation.of('AWS::KMS::Key').length;
    const polled = installation.of('AWS::Lambda::EventSourceMapping').length;
    // Five pollers per queue, each asking every 20 s; 0.50 USD a million, the price of the dearer kind.
    const polling = (polled * 5 * 3 * 60 * 24 * 30 * 0.5) / 1_000_000;
    // Each minute: 64 shards of half a read unit, and half a second of half a GB.
    const sweeping = (43_200 * 64 * 0.5 * 0.125) / 1_000_000 + 43_200 * 0.5 * 0.5 * 0.000_013_33;
    expect(alarms * 0.1 + keys * 1 + polling + sweeping).toBeLessThan(5);
  });
});
