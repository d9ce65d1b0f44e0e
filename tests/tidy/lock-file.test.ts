/**
 * `npm ci` on a fresh machine: it refuses a lock file without a package of another platform, and `npm install` omits
 * packages that its registry did not serve. Mend by adding the entry (version, os, cpu, libc, optional).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { ROOT } from './sources.ts';

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() }),
  ),
});

it('locks every optional package of every platform, so that npm ci takes the lock file anywhere', () => {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {})
      .filter((name) => !(`node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages))
      .map((name) => `${name} of ${path}`),
  );
  expect(missing).toEqual([]);
});
