/** `npm run destroy -- --confirm stacks`, or with `-c removeData=yes` and `--confirm everything`: see tear-down.ts. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { S3Client } from '@aws-sdk/client-s3';
import { ContextError, contextOf, settingsIn } from '../lib/infra/context.ts';
import { NotDone, type StackThere, tearDown } from './tear-down.ts';

const ROOT = join(import.meta.dirname, '..');
const USAGE = `Takes the installation down. Give the settings that it was deployed with (or keep them in cdk.json).

  npm run destroy -- [-c key=value ...] --confirm stacks
      deletes the stacks; keeps tables, buckets, queues, the key, the access log and people
  npm run destroy -- [-c key=value ...] -c removeData=yes --confirm everything
      deletes everything, without a way back

docs/operating/deploy.md, "Tear down", says what is left.
`;

function cdk(args: readonly string[]): void {
  const run = spawnSync(join(ROOT, 'node_modules/.bin/cdk'), [...args], { cwd: ROOT, stdio: 'inherit' });
  if (run.status !== 0)
    throw new Error(`cdk ${args[0]} failed; its output is above. This command can be run again.`);
}

/**
 * Uses the AWS command line, which deploying needs anyway (docs/operating/deploy.md): one call does not justify a
 * client.
 */
function stacksIn(region: string | undefined): StackThere[] {
  const where = region === undefined ? [] : ['--region', region];
  const args = ['cloudformation', 'describe-stacks', '--output', 'json', ...where];
  const { status, stdout, stderr, error } = spawnSync('aws', args, {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error) throw new Error(`The AWS command line is needed, and aws did not start: ${error.message}`);
  if (status !== 0) throw new Error(`aws cloudformation describe-stacks failed:\n${stderr.trim()}`);
  return (JSON.parse(stdout) as { Stacks: StackThere[] }).Stacks;
}

try {
  const { values } = parseArgs({
    options: {
      confirm: { type: 'string' },
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  const given = values.context.flatMap((pair) => ['-c', pair]);
  await tearDown(
    {
      cdk,
      stacksIn,
      s3: (region) => new S3Client(region === undefined ? {} : { region }),
      say: (line) => process.stdout.write(`${line}\n`),
    },
    {
      settings: settingsIn(contextOf(given, join(ROOT, 'cdk.json'))),
      context: values.context,
      confirm: values.confirm,
    },
  );
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(
    error instanceof ContextError || error instanceof NotDone || error instanceof TypeError ? 2 : 1,
  );
}
