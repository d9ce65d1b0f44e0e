/**
 * What `npm test` runs: types, lint, arrows, then every suite. Its last line is `N passed, N failed` and, where
 * something was skipped, how many; the exit code says the same. Arguments go to vitest as file filters.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { startVitest } from 'vitest/node';
import { Tally } from './tally.ts';

const ROOT = join(import.meta.dirname, '..');
const SLOWEST_SHOWN = 8;

const CHECKS: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: 'types (tsc)', command: ['tsc', '--noEmit'] },
  { name: 'format and lint (biome)', command: ['biome', 'check', '--max-diagnostics=40', '.'] },
  {
    name: 'import arrows (dependency-cruiser)',
    command: [
      'depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      'lib',
      'functions',
      'schemas',
      'local',
      'cli',
      'bin',
    ],
  },
];

/** True when the command succeeds. Its output is shown only when it does not: a passing check has nothing to say. */
function check(name: string, [program, ...args]: readonly string[]): boolean {
  const started = performance.now();
  const run = spawnSync(join(ROOT, 'node_modules', '.bin', program ?? ''), args, {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const passed = run.status === 0;
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name}, ${seconds} s`);
  if (!passed) console.log(`${run.stdout ?? ''}${run.stderr ?? ''}${run.error?.message ?? ''}`);
  return passed;
}

function report(tally: Tally): void {
  const slowest = [...tally.durations].sort((one, other) => other.ms - one.ms).slice(0, SLOWEST_SHOWN);
  console.log('\nSlowest files:');
  for (const { file, ms } of slowest) console.log(`  ${(ms / 1000).toFixed(1).padStart(7)} s  ${file}`);
  console.log(tally.skips.length === 0 ? '\nSkipped: nothing.' : '\nSkipped:');
  for (const { test, why } of tally.skips) console.log(`  ${test}: ${why}`);
  if (tally.failures.length > 0) console.log('\nFailed:');
  for (const failure of tally.failures) console.log(`  ${failure}`);
}

async function main(): Promise<void> {
  const filters = process.argv.slice(2);
  const started = performance.now();
  console.log(`Node ${process.version}, ${availableParallelism()} cores`);
  const outcomes =
    filters.length > 0 ? [] : CHECKS.map(({ name, command }) => ({ name, passed: check(name, command) }));

  const tally = new Tally();
  const vitest = await startVitest('test', filters, {
    root: ROOT,
    watch: false,
    reporters: ['default', tally],
  });
  await vitest.close();
  for (const { name, passed } of outcomes) {
    if (passed) tally.passed += 1;
    else {
      tally.failed += 1;
      tally.failures.push(name);
    }
  }
  if (tally.passed + tally.failed === 0) {
    tally.failed = 1;
    tally.failures.push('no test ran at all');
  }
  report(tally);
  const skipped = tally.skips.length > 0 ? `, ${tally.skips.length} skipped` : '';
  console.log(`\nIn ${((performance.now() - started) / 60_000).toFixed(1)} minutes:`);
  console.log(`${tally.passed} passed, ${tally.failed} failed${skipped}`);
  process.exit(tally.failed > 0 ? 1 : 0);
}

await main();
