/**
 * Takes an installation down. Stacks alone: what holds data stays, as their templates say. With `removeData=yes`, everything:
 * a deployment first lets go of the data (deletion policies and protections are of the deployed templates, not of ours), then
 * buckets are emptied, every version of every object, since a bucket that is not empty cannot be deleted.
 */
import { readFileSync } from 'node:fs';
import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../lib/infra/context.ts';

export interface TearDownTools {
  /** Runs the CDK's command line; throws where it fails. */
  cdk: (args: readonly string[]) => void;
  s3: (region: string | undefined) => S3Client;
  say: (line: string) => void;
  /** Where the CDK may write the stacks' outputs. */
  outputsFile: string;
}

export interface Asked {
  settings: Settings;
  /** `-c key=value` as given, for the CDK. */
  context: readonly string[];
  confirm: string | undefined;
}

/** Nothing was done. */
export class NotConfirmed extends Error {
  override name = 'NotConfirmed';
}

/** Throws NotConfirmed where nobody said so. */
export async function tearDown(tools: TearDownTools, { settings, context, confirm }: Asked): Promise<void> {
  const all = settings.removeData === 'yes';
  const word = all ? 'everything' : 'stacks';
  if (confirm !== word) throw new NotConfirmed(notConfirmed(all, word));
  const flags = context.flatMap((pair) => ['-c', pair]);
  if (all) {
    tools.say('1/3 Letting go of the data: a deployment that takes protections away');
    const deploy = ['deploy', '--all', '--no-previous-parameters', '--require-approval', 'never'];
    tools.cdk([...deploy, '--outputs-file', tools.outputsFile, ...flags]);
    tools.say('2/3 Emptying buckets');
    const s3 = tools.s3(settings.region);
    for (const bucket of bucketsIn(tools.outputsFile))
      tools.say(`  ${bucket}: ${await emptyBucket(s3, bucket)} versions deleted`);
    tools.say('3/3 Deleting the stacks');
  }
  tools.cdk(['destroy', '--all', '--force', ...flags]);
  for (const line of all ? LEFT_OF_ALL : LEFT_OF_STACKS) tools.say(line);
}

function notConfirmed(all: boolean, word: string): string {
  const what = all
    ? 'deletes the stacks and, without a way back, all that is in them: profiles, keys, money, programs, logs, people'
    : 'deletes the stacks and keeps tables, buckets, the key, the access log and people (removeData=yes deletes them too)';
  return `This ${what}. Say so: npm run destroy -- --confirm ${word}`;
}

const LEFT_OF_ALL = [
  'Nothing of Cairn is billed any more. Until they end by themselves:',
  '  the KMS key is pending deletion for 7 days (aws kms cancel-key-deletion takes that back)',
  '  DynamoDB keeps a system backup of each table for 35 days, unreadable once the key is gone',
  'Yours, and left alone: SES identity, phone numbers, push application, the parameter /cairn/webhook-secret, the CDK bootstrap stack.',
];
const LEFT_OF_STACKS = [
  'Kept: tables, buckets, the KMS key (1 USD a month), the access log, the user pool. A new deployment makes new ones beside them.',
];

function bucketsIn(outputsFile: string): string[] {
  const outputs = JSON.parse(readFileSync(outputsFile, 'utf8')) as Record<string, Record<string, string>>;
  const names = outputs['CairnProfiles']?.['BucketsToEmpty'];
  if (!names) throw new Error('The deployment gave no output BucketsToEmpty: nothing was deleted.');
  return names.split(',');
}

/** How many versions and delete markers there were. */
export async function emptyBucket(s3: S3Client, Bucket: string): Promise<number> {
  let deleted = 0;
  for (;;) {
    // From the start each time: what was listed is gone.
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return deleted;
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    if (Errors.length > 0) throw new Error(`${Bucket}: ${Errors[0]?.Code} at ${Errors[0]?.Key}`);
    deleted += Objects.length;
  }
}
