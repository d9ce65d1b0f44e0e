// bench/results.json has the documented shape (bench/results.ts), whichever benchmark wrote it last.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runBenchmarks } from '../../../bench/benchmarks.ts';
import { median, percentile, seeded } from '../../../bench/numbers.ts';
import { markdown, terminal, updateDocument } from '../../../bench/report.ts';
import { type Result, Results } from '../../../bench/results.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cairn-bench-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const LATENCY: Result = {
  measuredAt: '2026-11-20T10:00:00.000Z',
  seconds: 40,
  machine: {
    node: 'v24',
    platform: 'linux x64',
    cpu: 'a | b',
    cores: 2,
    memoryGb: 8,
    loadBefore: 0,
    loadAtEnd: 1,
  },
  settings: { eventsPerSecond: 20 },
  figures: [{ name: 'latency.p50', value: 40, unit: 'ms' }],
  tables: [{ title: 'T', columns: ['part', 'ms'], rows: [['a | b', 1234.5]] }],
  targets: [{ name: 'p99', wanted: 'at most 30 ms', measured: 40, reached: false }],
  notMeasured: ['AWS'],
};

test('a tiny run writes its result beside those of other benchmarks, each with its date and machine', async () => {
  const file = join(folder, 'results.json');
  writeFileSync(file, JSON.stringify({ version: 1, benchmarks: { latency: LATENCY } }));
  const reported: string[] = [];
  const onResult = (name: string) => reported.push(name);
  await runBenchmarks({ names: ['decisions'], scale: 'tiny', file, onResult });
  const { benchmarks } = Results.parse(JSON.parse(readFileSync(file, 'utf8')));
  expect(reported).toEqual(['decisions']);
  expect(benchmarks.latency).toEqual(LATENCY);
  expect(benchmarks.decisions?.machine.node).toBe(process.version);
  expect(benchmarks.decisions?.figures.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'decisions.rules',
      'decisions.decide',
      'decisions.decide.overLogic',
      'decisions.wholeStep.overRules',
    ]),
  );
  expect(benchmarks.decisions?.notMeasured).not.toEqual([]);
});

test('the committed results have the shape, and the document shows exactly them', () => {
  const root = join(import.meta.dirname, '../../..');
  const results = Results.parse(JSON.parse(readFileSync(join(root, 'bench/results.json'), 'utf8')));
  const document = readFileSync(join(root, 'docs/reference/benchmarks.md'), 'utf8');
  expect(document).toContain(markdown(results));
});

test('a file of another shape is discarded', async () => {
  const file = join(folder, 'results.json');
  writeFileSync(file, '{"version":0}');
  await runBenchmarks({ names: [], scale: 'tiny', file, onResult: () => undefined });
  const results = await runBenchmarks({
    names: ['decisions'],
    scale: 'tiny',
    file,
    onResult: () => undefined,
  });
  expect(Object.keys(results.benchmarks)).toEqual(['decisions']);
});

test('a document without a place for the figures stays unchanged', () => {
  const file = join(folder, 'doc.md');
  writeFileSync(file, '# Benchmarks\n');
  expect(() => updateDocument(file, { version: 1, benchmarks: {} })).toThrow('no place');
  expect(readFileSync(file, 'utf8')).toBe('# Benchmarks\n');
});

test('tables keep their columns, in the terminal and in the document', () => {
  expect(terminal('latency', LATENCY)).toContain('  part        ms\n  a | b  1,234.5');
  expect(markdown({ version: 1, benchmarks: { latency: LATENCY } })).toContain('| a \\| b | 1,234.5 |');
});

test('percentiles are by nearest rank, the median of an even number is in the middle, a seed repeats', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect([0.5, 0.95, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([50, 95, 99, 100]);
  expect(percentile([7], 0.5)).toBe(7);
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  expect(() => median([])).toThrow(RangeError);
  const [one, two] = [seeded(5), seeded(5)];
  expect([one(), one(), one()]).toEqual([two(), two(), two()]);
});
