// The command: its output, and its exit code.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

function simulate(...args: string[]) {
  const tsx = join(ROOT, 'node_modules/.bin/tsx');
  const { status, stdout, stderr } = spawnSync(tsx, ['tests/simulation/simulate.ts', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('npm run simulate', () => {
  it('plays seeds, prints what each boundary met, and exits with 0 if nothing is wrong', () => {
    const { status, stdout } = simulate('--seeds', '2', '--first-seed', '3');
    expect(stdout).toMatch(/^step-profile profiles\.commit +\d+/m);
    expect(stdout).toMatch(/2 seeds in [\d.]+ s, 0 failed/);
    expect(status).toBe(0);
  });

  it('prints a replay for a seed that failed, with the planted fault', () => {
    const { status, stdout } = simulate('--seeds', '1', '--plant', 'add instead of recompute');
    expect(stdout).toContain('--seeds 1 --first-seed 1 --trace --plant "add instead of recompute"');
    expect(stdout).toMatch(/^ {2}MONEY /m);
    expect(status).toBe(0);
  });

  it('exits with 1 if no judge found the planted fault', () => {
    const rare = 'a guard that overwrites the book unconditionally';
    expect(simulate('--seeds', '1', '--plant', rare).status).toBe(1);
  });

  it.each([
    [['--sedes', '3'], "Unknown option '--sedes'"],
    [['--seeds', 'many'], '--seeds is a whole number from 1 on, not "many"'],
    [['--plant', 'a tree'], 'There is no planted fault "a tree"'],
  ])('explains the mistake in %j and the usage, and exits with 2', (args, said) => {
    const { status, stdout, stderr } = simulate(...args);
    expect(stderr).toContain(said);
    expect(stderr).toContain('Usage: npm run simulate');
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  it('shows each step of a seed', () => {
    const { stdout } = simulate('--seeds', '1', '--first-seed', '7', '--trace');
    expect(stdout).toMatch(/^2026-11-2\dT[\d:.]+Z step-profile-\d+ profiles\.commit$/m);
  });
});
