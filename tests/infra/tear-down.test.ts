/** Taking an installation down: data stays by default; on request all of it is deleted. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { Template } from 'aws-cdk-lib/assertions';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { emptyBucket, type StackThere, type TearDownTools, tearDown } from '../../bin/tear-down.ts';
import { Installation, type Json } from './installation.ts';

const KEEPS_DATA = [
  'AWS::Cognito::UserPool',
  'AWS::DynamoDB::Table',
  'AWS::KMS::Key',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
];
const kept = ({ resources }: Installation) => resources.filter(({ deletion }) => deletion === 'Retain');

describe('templates', () => {
  const plain = new Installation();
  const letGo = new Installation({ removeData: 'yes' });

  it('keep stored data, and the access log', () => {
    const types = new Set(kept(plain).map(({ type }) => type));
    expect([...types].sort()).toEqual([...KEEPS_DATA, 'AWS::Logs::LogGroup'].sort());
    for (const type of KEEPS_DATA) for (const { deletion } of plain.of(type)) expect(deletion).toBe('Retain');
  });

  it('keep nothing and protect nothing with removeData', () => {
    expect(kept(letGo).map(({ path }) => path)).toEqual([]);
    for (const type of KEEPS_DATA)
      for (const { deletion, path } of letGo.of(type)) expect(deletion, path).toBe('Delete');
    for (const { properties } of letGo.of('AWS::DynamoDB::Table'))
      expect(properties['DeletionProtectionEnabled']).toBe(false);
    expect(letGo.of('AWS::Cognito::UserPool')[0]?.properties['DeletionProtection']).toBe('INACTIVE');
    expect(letGo.of('AWS::KMS::Key')[0]?.properties['PendingWindowInDays']).toBe(7);
  });

  it("contain every function's log group, so that Lambda creates none of its own", () => {
    for (const installation of [plain, letGo])
      for (const { resource } of installation.functions()) {
        const { LogGroup } = resource.properties['LoggingConfig'] as Json;
        const group = installation.find(installation.nameOf(LogGroup, resource.stack));
        expect(group).toMatchObject({ type: 'AWS::Logs::LogGroup', deletion: 'Delete' });
      }
  });

  it('name every bucket to empty, and stop logging into them', () => {
    const template = Template.fromStack(letGo.built.profiles).toJSON() as {
      Outputs: Record<string, { Value: unknown }>;
    };
    const named = letGo.nameOf(template.Outputs['BucketsToEmpty']?.Value, 'CairnProfiles').split(',');
    expect(named.sort()).toEqual(
      letGo
        .of('AWS::S3::Bucket')
        .map(({ stack, id }) => `${stack}/${id}`)
        .sort(),
    );
    for (const { properties } of letGo.of('AWS::S3::Bucket'))
      expect(properties['LoggingConfiguration']).toBeUndefined();
  });
});

describe('npm run destroy', () => {
  const s3 = mockClient(S3Client);
  const STACKS = ['CairnProfiles', 'CairnMoney', 'CairnSending', 'CairnIntake', 'CairnOperating'];
  const BUCKETS = [{ OutputKey: 'BucketsToEmpty', OutputValue: 'programs,logs' }];
  const DEPLOY = 'cdk deploy --all --no-previous-parameters --require-approval never';
  const ALL = { settings: { removeData: 'yes' }, context: [], confirm: 'everything' };
  let did: string[] = [];
  let there: StackThere[] = [];
  /** The stacks whose next deletion fails. */
  let failing: string[] = [];
  beforeEach(() => {
    s3.reset();
    s3.on(ListObjectVersionsCommand).callsFake(async ({ Bucket }) => {
      did.push(`empty ${Bucket}`);
      return {};
    });
    did = [];
    failing = [];
    there = STACKS.map((StackName) => ({ StackName, StackStatus: 'UPDATE_COMPLETE' }));
  });
  /**
   * Like the CDK and CloudFormation: a half deleted stack cannot be deployed, and a deletion ends at the first
   * failure.
   */
  const cdk = (args: readonly string[]) => {
    did.push(`cdk ${args.join(' ')}`);
    if (args[0] === 'deploy') {
      if (there.some(({ StackStatus }) => StackStatus === 'DELETE_FAILED'))
        throw new Error('cdk deploy failed');
      there = STACKS.map((StackName) => ({ StackName, StackStatus: 'UPDATE_COMPLETE', Outputs: BUCKETS }));
      return;
    }
    const broken = failing.shift();
    for (const name of STACKS.toReversed()) {
      const stack = there.find(({ StackName }) => StackName === name);
      if (stack && name === broken) {
        stack.StackStatus = 'DELETE_FAILED';
        throw new Error('cdk destroy failed');
      }
      there = there.filter((each) => each !== stack);
    }
  };
  const tools: TearDownTools = {
    cdk,
    stacksIn: () => there,
    s3: () => new S3Client({ region: 'eu-central-1' }),
    say: (line: string) => void did.push(line),
  };
  const steps = () => did.filter((line) => /^(cdk|empty) /.test(line));

  it.each([
    [{}, undefined, /keeps tables.*--confirm stacks/],
    [{}, 'everything', /--confirm stacks/],
    [{ removeData: 'yes' }, undefined, /without a way back.*--confirm everything/],
    [{ removeData: 'yes' }, 'stacks', /--confirm everything/],
  ])('with %j and --confirm %s does nothing but print what it would do', async (settings, confirm, said) => {
    await expect(tearDown(tools, { settings, context: [], confirm })).rejects.toThrow(said);
    expect(did).toEqual([]);
  });

  it('deletes the stacks alone, and prints what is kept', async () => {
    await tearDown(tools, { settings: {}, context: ['region=eu-central-1'], confirm: 'stacks' });
    expect(steps()).toEqual(['cdk destroy --all --force -c region=eu-central-1']);
    expect(did.join('\n')).toMatch(/^Kept: tables.*\n.*by hand/m);
  });

  it('removes the protection of the data, empties the buckets, and only then deletes', async () => {
    const context = ['removeData=yes', 'emailIdentity=shop.example'];
    await tearDown(tools, { ...ALL, context });
    const flags = '-c removeData=yes -c emailIdentity=shop.example';
    expect(steps()).toEqual([
      `${DEPLOY} ${flags}`,
      'empty programs',
      'empty logs',
      `cdk destroy --all --force ${flags}`,
    ]);
    expect(did.join('\n')).toMatch(/pending deletion for 7 days/);
  });

  it('empties and deletes again where objects arrived in a bucket meanwhile', async () => {
    failing = ['CairnProfiles'];
    await tearDown(tools, ALL);
    const once = ['empty programs', 'empty logs', 'cdk destroy --all --force'];
    expect(steps()).toEqual([DEPLOY, ...once, ...once]);
    expect(there).toEqual([]);
    expect(did.join('\n')).toContain('Nothing of Cairn is billed any more');
  });

  it('continues a deletion that broke off, without deploying half deleted stacks', async () => {
    failing = ['CairnProfiles', 'CairnProfiles'];
    await expect(tearDown(tools, ALL)).rejects.toThrow('cdk destroy failed');
    expect(did.join('\n')).not.toContain('Nothing of Cairn is billed');
    did = [];
    s3.on(ListObjectVersionsCommand, { Bucket: 'logs' }).rejects(
      Object.assign(new Error('gone'), { name: 'NoSuchBucket' }),
    );
    await tearDown(tools, ALL);
    expect(steps()).toEqual(['empty programs', 'cdk destroy --all --force']);
    expect(there).toEqual([]);
  });

  it.each([
    ['everything', { removeData: 'yes' }],
    ['stacks', {}],
  ])(
    'does nothing for %s where there is no installation, and names the region',
    async (confirm, settings) => {
      there = [];
      const asked = { settings: { ...settings, region: 'eu-west-9' }, context: [], confirm };
      await expect(tearDown(tools, asked)).rejects.toThrow(
        /no stack CairnProfiles in eu-west-9: nothing was done[\s\S]*by hand/,
      );
      await expect(tearDown(tools, { ...asked, settings })).rejects.toThrow(/the region of the credentials/);
      expect(did).toEqual([]);
    },
  );

  it('deploys nothing again where stacks alone were being deleted', async () => {
    failing = ['CairnSending'];
    await expect(tearDown(tools, { settings: {}, context: [], confirm: 'stacks' })).rejects.toThrow();
    did = [];
    await expect(tearDown(tools, ALL)).rejects.toThrow(
      /CairnSending DELETE_FAILED, CairnIntake is not there/,
    );
    expect(did).toEqual([]);
  });

  it('does not delete stacks with --confirm stacks that were deployed with removeData', async () => {
    cdk(['deploy']);
    did = [];
    await expect(tearDown(tools, { settings: {}, context: [], confirm: 'stacks' })).rejects.toThrow(
      /deployed with removeData=yes/,
    );
    expect(did).toEqual([]);
  });

  it('deletes nothing where the deployment failed or named no buckets', async () => {
    const broken = () => {
      throw new Error('cdk deploy failed');
    };
    await expect(tearDown({ ...tools, cdk: broken }, ALL)).rejects.toThrow('cdk deploy failed');
    const silent = (args: readonly string[]) => void did.push(`cdk ${args[0]}`);
    await expect(tearDown({ ...tools, cdk: silent }, ALL)).rejects.toThrow('nothing was deleted');
    expect(steps()).toEqual(['cdk deploy']);
  });

  it('prints its usage', () => {
    const script = join(import.meta.dirname, '../../bin/destroy.ts');
    const run = (args: string[]) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
    expect(run(['--help'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('--confirm everything'),
    });
    expect(run(['--confrm', 'stacks']).status).toBe(2);
  });

  it('empties a bucket of versions and delete markers, page by page', async () => {
    s3.on(ListObjectVersionsCommand)
      .resolvesOnce({
        Versions: [{ Key: 'a', VersionId: '1' }],
        DeleteMarkers: [{ Key: 'a', VersionId: '2' }],
        IsTruncated: true,
      })
      .resolvesOnce({ Versions: [{ Key: 'b', VersionId: '3' }] })
      .resolves({});
    s3.on(DeleteObjectsCommand).resolves({});
    expect(await emptyBucket(new S3Client({}), 'programs')).toBe(3);
    const deleted = s3.commandCalls(DeleteObjectsCommand).map(({ args }) => args[0].input.Delete?.Objects);
    expect(deleted).toEqual([
      [
        { Key: 'a', VersionId: '1' },
        { Key: 'a', VersionId: '2' },
      ],
      [{ Key: 'b', VersionId: '3' }],
    ]);
  });

  it('stops at an object that cannot be deleted', async () => {
    s3.on(ListObjectVersionsCommand).resolves({ Versions: [{ Key: 'a', VersionId: '1' }] });
    s3.on(DeleteObjectsCommand).resolves({ Errors: [{ Key: 'a', Code: 'AccessDenied' }] });
    await expect(emptyBucket(new S3Client({}), 'logs')).rejects.toThrow('logs: AccessDenied at a');
  });
});
