// Runs benchmarks by name: each result is written to the file as soon as it exists, beside the results of others.
import { load, machine } from './machine.ts';
import { type Measured, type Name, Result, type Results, readResults, writeResults } from './results.ts';

/** tiny: a second or two, only to check that everything works; its figures mean nothing. */
export type Scale = 'full' | 'tiny';

const MEASURE: Record<Name, (scale: Scale) => Promise<Measured>> = {
  async codec(scale) {
    const { measureCodec, SETTINGS } = await import('./codec/benchmark.ts');
    return measureCodec(SETTINGS[scale]);
  },
  async startup(scale) {
    const { measureStartup, SETTINGS } = await import('./startup/benchmark.ts');
    return measureStartup(SETTINGS[scale]);
  },
  async validation(scale) {
    const { measureValidation, SETTINGS } = await import('./validation/benchmark.ts');
    return measureValidation(SETTINGS[scale]);
  },
  async build(scale) {
    const { measureBuild, SETTINGS } = await import('./build/benchmark.ts');
    return measureBuild(SETTINGS[scale]);
  },
  async memory(scale) {
    const { measureMemory, SETTINGS } = await import('./memory/benchmark.ts');
    return measureMemory(SETTINGS[scale]);
  },
  async latency(scale) {
    const { measureLatency, SETTINGS } = await import('./latency/benchmark.ts');
    return measureLatency(SETTINGS[scale]);
  },
  async cost(scale) {
    const { measureCost, SETTINGS } = await import('./cost/benchmark.ts');
    return measureCost(SETTINGS[scale]);
  },
  async decisions(scale) {
    const { measureDecisions, SETTINGS } = await import('./decisions/benchmark.ts');
    return measureDecisions(SETTINGS[scale]);
  },
};

export interface RunOptions {
  names: readonly Name[];
  scale: Scale;
  /** Path of results.json. */
  file: string;
  /** Called for each result. */
  onResult: (name: Name, result: Result) => void;
}

/**
 * Runs one after another, because two at once would measure each other. Throws where one fails; earlier results are
 * kept.
 */
export async function runBenchmarks({ names, scale, file, onResult }: RunOptions): Promise<Results> {
  const results = readResults(file);
  for (const name of names) {
    const on = machine();
    const started = performance.now();
    const measured = await MEASURE[name](scale);
    const result = Result.parse({
      measuredAt: new Date().toISOString(),
      seconds: Math.round(performance.now() - started) / 1000,
      machine: { ...on, loadAtEnd: load() },
      ...measured,
    });
    results.benchmarks[name] = result;
    writeResults(file, results);
    onResult(name, result);
  }
  return results;
}
