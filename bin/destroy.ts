/** `npm run destroy -- --confirm stacks`, or with `-c removeData=yes` and `--confirm everything`: see tear-down.ts. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { S3Client } from '@aws-sdk/client-s3';
import { ContextError, contextOf, settingsIn } from '../lib/infra/context.ts';
import { NotConfirmed, tearDown } from './tear-down.ts';

const ROOT = join(import.meta.dirname, '..');

function cdk(args: readonly string[]): void {
  const run = spawnSync(join(ROOT, 'node_modules/.bin/cdk'), [...args], { cwd: ROOT, stdio: 'inherit' });
  if (run.status !== 0)
    throw new Error(`cdk ${args[0]} failed; what it says stands above. It can be run again.`);
}

try {
  const { values } = parseArgs({
    options: {
      confirm: { type: 'string' },
      context: { type: 'string', short: 'c', multiple: true, default: [] },
    },
  });
  const given = values.context.flatMap((pair) => ['-c', pair]);
  await tearDown(
    {
      cdk,
      s3: (region) => new S3Client(region === undefined ? {} : { region }),
      say: (line) => process.stdout.write(`${line}\n`),
      outputsFile: join(mkdtempSync(join(tmpdir(), 'cairn-outputs-')), 'outputs.json'),
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
    error instanceof ContextError || error instanceof NotConfirmed || error instanceof TypeError ? 2 : 1,
  );
}
