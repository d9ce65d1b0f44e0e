// npm run bench with a mistyped name.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test.each([
  [['nonsense'], 'There is no benchmark nonsense.'],
  [['--tiny'], '--tiny needs --out'],
])('%j is refused with a sentence, then the usage, and exits 2', (args, sentence) => {
  const run = spawnSync('node_modules/.bin/tsx', ['bench/run.ts', ...args], { encoding: 'utf8' });
  expect(run.stderr).toMatch(new RegExp(`^${sentence}\n\nnpm run bench`));
  expect(run.status).toBe(2);
});
