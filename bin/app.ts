/**
 * Composition root of the CDK app: bundles every function, then writes CloudFormation into cdk.out. Offline, without
 * credentials; a finding of cdk-nag makes it fail. The CDK's command line passes the context in the environment;
 * without it, `-c key=value` and cdk.json do.
 */
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleFunctions } from '../lib/infra/bundle.ts';
import { cairnApp } from '../lib/infra/cairn-app.ts';
import { ContextError, contextOf, missingIn } from '../lib/infra/context.ts';

const ROOT = join(import.meta.dirname, '..');

try {
  const underCdk = process.env['CDK_CLI_VERSION'] !== undefined;
  const context = underCdk ? {} : contextOf(process.argv.slice(2), join(ROOT, 'cdk.json'));
  const outdir = resolve(process.env['CDK_OUTDIR'] ?? join(ROOT, 'cdk.out'));
  // The local cloud's build is in the same folder: it must check again, because these settings may differ.
  if (outdir === join(ROOT, 'cdk.out')) rmSync(join(ROOT, 'dist/local/built-from'), { force: true });
  const { directory } = bundleFunctions();
  const built = cairnApp({ outdir, bundles: directory, context });
  built.app.synth();
  for (const line of missingIn(built.settings)) process.stderr.write(`${line}\n`);
} catch (error) {
  if (!(error instanceof ContextError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
