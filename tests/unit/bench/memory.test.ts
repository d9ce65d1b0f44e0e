// The memory benchmark measures a function that does its work, and a process with all its descendants.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeWorkload } from '../../../bench/decisions/workload.ts';
import { measureFunction } from '../../../bench/memory/function.ts';
import { treeOf } from '../../../bench/memory/processes.ts';

const onLinux = test.skipIf(process.platform !== 'linux');

onLinux('the function loads the program and writes every profile while it is measured', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-memory-test-'));
  try {
    const { program, occurrences } = makeWorkload({ seed: 2, journeys: 20, eventNames: 2, events: 25 });
    const { loaded, used, written } = await measureFunction(folder, program, occurrences);
    expect(written).toBe(25);
    expect(used.pid).toBe(loaded.pid);
    expect(used.peak).toBeGreaterThanOrEqual(loaded.rss);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

onLinux('a process is found with its descendants, and others are not', async () => {
  const child = spawn('sh', ['-c', 'sleep 30 & echo started; wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await once(child.stdout, 'data');
    // Between fork and exec the second process still has the name of the first.
    const names = () => treeOf(child.pid ?? 0).map(({ name }) => name);
    await expect.poll(() => names().sort(), { timeout: 10_000 }).toEqual(['sh', 'sleep']);
  } finally {
    const tree = treeOf(child.pid ?? 0);
    for (const { pid } of tree) process.kill(pid);
  }
});
