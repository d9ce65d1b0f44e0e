/**
 * Takes an installation down. Stacks alone: stored data stays, as their templates specify. With `removeData=yes`,
 * everything: a deployment first removes the protection of the data (the deployed templates' deletion policies and
 * protections decide, not ours), then every version of every object is deleted, because a bucket that is not empty
 * cannot be deleted.
 *
 * Where a deletion broke off, it continues without that deployment, which would fail at a half deleted stack and
 * would create the deleted ones anew.
 */
import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Settings } from '../lib/infra/context.ts';

/** As CloudFormation describes a stack. */
export interface StackThere {
  StackName: string;
  StackStatus: string;
  Outputs?: readonly { OutputKey: string; OutputValue: string }[];
}

export interface TearDownTools {
  /** Runs the CDK's command line; throws where it fails. */
  cdk: (args: readonly string[]) => void;
  /** Every existing stack. */
  stacksIn: (region: string | undefined) => readonly StackThere[];
  s3: (region: string | undefined) => S3Client;
  say: (line: string) => void;
}

export interface Asked {
  settings: Settings;
  /** `-c key=value` as given, for the CDK. */
  context: readonly string[];
  confirm: string | undefined;
}

/** Nothing was done. */
export class NotDone extends Error {
  override name = 'NotDone';
}

/** In the order of their deployment; deleted in reverse. */
const STACKS = ['CairnProfiles', 'CairnMoney', 'CairnSending', 'CairnIntake', 'CairnOperating'];

/** Throws NotDone where it was not confirmed, or where the installation does not exist. */
export async function tearDown(tools: TearDownTools, { settings, context, confirm }: Asked): Promise<void> {
  const all = settings.removeData === 'yes';
  const word = all ? 'everything' : 'stacks';
  if (confirm !== word) throw new NotDone(notConfirmed(all, word));
  const flags = context.flatMap((pair) => ['-c', pair]);
  const look = () => tools.stacksIn(settings.region).filter(({ StackName }) => STACKS.includes(StackName));
  const found = look();
  if (!found.some(({ StackName }) => StackName === STACKS[0])) throw new NotDone(notThere(settings.region));
  if (!all && bucketsOf(found).length > 0) throw new NotDone(DEPLOYED_TO_GO);
  const destroy = () => tools.cdk(['destroy', '--all', '--force', ...flags]);
  if (all) await destroyAll(tools, { found, look, flags, destroy, region: settings.region });
  else destroy();
  for (const line of all ? LEFT_OF_ALL : LEFT_OF_STACKS) tools.say(line);
}

interface DestroyAll {
  found: readonly StackThere[];
  look: () => readonly StackThere[];
  flags: readonly string[];
  destroy: () => void;
  region: string | undefined;
}

async function destroyAll(
  tools: TearDownTools,
  { found, look, flags, destroy, region }: DestroyAll,
): Promise<void> {
  const empty = async (stacks: readonly StackThere[]) => {
    const s3 = tools.s3(region);
    for (const bucket of bucketsOf(stacks))
      tools.say(`  ${bucket}: ${await emptyBucket(s3, bucket)} versions deleted`);
  };
  if (brokeOff(found)) {
    if (bucketsOf(found).length === 0) throw new NotDone(keptByHand(found));
    tools.say('1/3 Continuing a deletion that broke off: the data is no longer protected');
  } else {
    tools.say('1/3 Deploying without the protection of the data');
    tools.cdk(['deploy', '--all', '--no-previous-parameters', '--require-approval', 'never', ...flags]);
  }
  tools.say('2/3 Emptying buckets');
  const now = look();
  if (bucketsOf(now).length === 0)
    throw new Error('CairnProfiles has no output BucketsToEmpty: nothing was deleted.');
  await empty(now);
  tools.say('3/3 Deleting the stacks');
  try {
    destroy();
  } catch {
    // S3 writes access logs hours late, possibly into a bucket that was already emptied.
    tools.say('Emptying and deleting again: objects may have arrived in a bucket meanwhile');
    await empty(now);
    destroy();
  }
}

const DEPLOYED_TO_GO = [
  'These stacks were deployed with removeData=yes: deleting them deletes everything in them. Nothing was done.',
  'To do so: -c removeData=yes --confirm everything. To keep the data: npm run deploy without removeData protects it again.',
].join('\n');

const brokeOff = (found: readonly StackThere[]): boolean =>
  found.length < STACKS.length || found.some(({ StackStatus }) => StackStatus === 'DELETE_FAILED');

/** An output that only a deployment with `removeData=yes` creates. */
function bucketsOf(stacks: readonly StackThere[]): string[] {
  const outputs = stacks.find(({ StackName }) => StackName === STACKS[0])?.Outputs ?? [];
  return outputs.find(({ OutputKey }) => OutputKey === 'BucketsToEmpty')?.OutputValue.split(',') ?? [];
}

function notThere(region: string | undefined): string {
  const where = region ?? "the region of the credentials' profile (or AWS_REGION)";
  return [
    `There is no stack ${STACKS[0]} in ${where}: nothing was done.`,
    'Is it in another region? Name it with -c region=... Were the stacks deleted with --confirm stacks? What they kept can only be',
    'deleted by hand: docs/operating/deploy.md, "Tear down", has the commands.',
  ].join('\n');
}

function keptByHand(found: readonly StackThere[]): string {
  const states = STACKS.map((name) => {
    const status = found.find(({ StackName }) => StackName === name)?.StackStatus;
    return `${name} ${status ?? 'is not there'}`;
  });
  return [
    `A deletion or deployment broke off while the data was still protected: ${states.join(', ')}. Nothing was done.`,
    'Never deployed completely: npm run deploy first. Deleted in part: finish with --confirm stacks, and delete by hand what is kept',
    '(docs/operating/deploy.md, "Tear down").',
  ].join('\n');
}

function notConfirmed(all: boolean, word: string): string {
  const what = all
    ? 'deletes the stacks and, without a way back, everything in them: profiles, keys, money, programs, logs, people'
    : 'deletes the stacks and keeps tables, buckets, the key, the access log and people (removeData=yes deletes them too)';
  return `This ${what}. To confirm: npm run destroy -- --confirm ${word}`;
}

const LEFT_OF_ALL = [
  'Nothing of Cairn is billed any more. Until they expire:',
  '  the KMS key is pending deletion for 7 days (aws kms cancel-key-deletion takes that back)',
  '  DynamoDB keeps a system backup of each table for 35 days, unreadable once the key is gone',
  'Yours, and left alone: SES identity, phone numbers, push application, the parameter /cairn/webhook-secret, the CDK bootstrap stack.',
];
const LEFT_OF_STACKS = [
  'Kept: tables, buckets, the KMS key (1 USD a month), the access log, the user pool. A new deployment makes new ones beside them; these can',
  'only be deleted by hand: docs/operating/deploy.md, "Tear down", has the commands.',
];

/** Returns how many versions and delete markers there were. */
export async function emptyBucket(s3: S3Client, Bucket: string): Promise<number> {
  let deleted = 0;
  for (;;) {
    // From the start each time, because what was listed is deleted.
    const { Versions = [], DeleteMarkers = [] } = await s3
      .send(new ListObjectVersionsCommand({ Bucket }))
      .catch(nothingWhereGone);
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return deleted;
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    if (Errors.length > 0) throw new Error(`${Bucket}: ${Errors[0]?.Code} at ${Errors[0]?.Key}`);
    deleted += Objects.length;
  }
}

/** A deletion that broke off may have deleted the bucket already. */
function nothingWhereGone(error: unknown): Partial<ListObjectVersionsCommandOutput> {
  if (error instanceof Error && error.name === 'NoSuchBucket') return {};
  throw error;
}
