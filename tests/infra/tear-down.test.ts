/** Taking an installation down: data stays unless asked for, and when asked for nothing stays. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { Template } from 'aws-cdk-lib/assertions';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { emptyBucket, tearDown } from '../../bin/tear-down.ts';
import { Installation, type Json } from './installation.ts';

const KEEPS_DATA = ['AWS::Cognito::UserPool', 'AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::S3::Bucket'];
const kept = ({ resources }: Installation) => resources.filter(({ deletion }) => deletion === 'Retain');

describe('templates', () => {
  const plain = new Installation();
  const letGo = new Installation({ removeData: 'yes' });

  it('keep what holds data, and the log of access', () => {
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

  it("hold every function's log group, so that no group is made behind their back", () => {
    for (const installation of [plain, letGo])
      for (const { resource } of installation.functions()) {
        const { LogGroup } = resource.properties['LoggingConfig'] as Json;
        const group = installation.find(installation.nameOf(LogGroup, resource.stack));
        expect(group).toMatchObject({ type: 'AWS::Logs::LogGroup', deletion: 'Delete' });
      }
  });

  it('name every bucket to empty, and write no more logs into one', () => {
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
  const folder = mkdtempSync(join(tmpdir(), 'cairn-tear-down-'));
  const outputsFile = join(folder, 'outputs.json');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let did: string[] = [];
  beforeEach(() => {
    s3.reset();
    did = [];
    rmSync(outputsFile, { force: true });
  });
  const tools = {
    cdk: (args: readonly string[]) => {
      did.push(`cdk ${args.join(' ')}`);
      if (args[0] === 'deploy')
        writeFileSync(outputsFile, JSON.stringify({ CairnProfiles: { BucketsToEmpty: 'programs,logs' } }));
    },
    s3: () => new S3Client({ region: 'eu-central-1' }),
    say: (line: string) => void did.push(line),
    outputsFile,
  };
  const commands = () => did.filter((line) => line.startsWith('cdk '));

  it.each([
    [{}, undefined, /keeps tables.*--confirm stacks/],
    [{}, 'everything', /--confirm stacks/],
    [{ removeData: 'yes' }, undefined, /without a way back.*--confirm everything/],
    [{ removeData: 'yes' }, 'stacks', /--confirm everything/],
  ])('with %j and --confirm %s does nothing but say what it would do', async (settings, confirm, said) => {
    await expect(tearDown(tools, { settings, context: [], confirm })).rejects.toThrow(said);
    expect(did).toEqual([]);
  });

  it('deletes the stacks alone, and says what is kept', async () => {
    await tearDown(tools, { settings: {}, context: ['region=eu-central-1'], confirm: 'stacks' });
    expect(commands()).toEqual(['cdk destroy --all --force -c region=eu-central-1']);
    expect(did.at(-1)).toMatch(/^Kept: tables/);
    expect(s3.calls()).toEqual([]);
  });

  it('lets go of the data, empties the buckets, and only then deletes', async () => {
    s3.on(ListObjectVersionsCommand).callsFake(() => {
      did.push('emptied');
      return {};
    });
    const context = ['removeData=yes', 'emailIdentity=shop.example'];
    await tearDown(tools, { settings: { removeData: 'yes' }, context, confirm: 'everything' });
    const flags = '-c removeData=yes -c emailIdentity=shop.example';
    expect(did.filter((line) => /^(cdk|emptied)/.test(line))).toEqual([
      `cdk deploy --all --no-previous-parameters --require-approval never --outputs-file ${outputsFile} ${flags}`,
      'emptied',
      'emptied',
      `cdk destroy --all --force ${flags}`,
    ]);
    expect(did.join('\n')).toMatch(/pending deletion for 7 days/);
  });

  it('deletes nothing where the deployment failed or named no buckets', async () => {
    const failing = {
      ...tools,
      cdk: () => {
        throw new Error('cdk deploy failed');
      },
    };
    const asked = { settings: { removeData: 'yes' }, context: [], confirm: 'everything' };
    await expect(tearDown(failing, asked)).rejects.toThrow('cdk deploy failed');
    const silent = {
      ...tools,
      cdk: (args: readonly string[]) => {
        did.push(`cdk ${args[0]}`);
        writeFileSync(outputsFile, '{}');
      },
    };
    await expect(tearDown(silent, asked)).rejects.toThrow('nothing was deleted');
    expect(commands()).toEqual(['cdk deploy']);
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
