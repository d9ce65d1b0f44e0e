/**
 * Counts what a vitest run did, and remembers why a test was skipped and which files took long. A file that cannot be
 * loaded, or a hook that throws, counts as a failure: otherwise the tests behind it would be missing without a word.
 */
import type { Reporter, TestModule } from 'vitest/node';

export interface Skip {
  readonly test: string;
  readonly why: string;
}

export class Tally implements Reporter {
  passed = 0;
  failed = 0;
  readonly skips: Skip[] = [];
  readonly failures: string[] = [];
  readonly durations: { readonly file: string; readonly ms: number }[] = [];

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    for (const module of modules) this.countModule(module);
    for (const _ of unhandled) this.fail('an error outside any test');
  }

  private countModule(module: TestModule): void {
    const file = module.relativeModuleId;
    this.durations.push({ file, ms: module.diagnostic().duration });
    for (const _ of module.errors()) this.fail(`${file} (while loading it)`);
    for (const suite of module.children.allSuites()) {
      for (const _ of suite.errors()) this.fail(`${file} > ${suite.fullName} (in a hook)`);
    }
    for (const test of module.children.allTests()) {
      const result = test.result();
      const name = `${file} > ${test.fullName}`;
      if (result.state === 'passed') this.passed += 1;
      else if (result.state === 'failed') this.fail(name);
      else if (result.state === 'skipped')
        this.skips.push({ test: name, why: result.note ?? 'no reason given' });
      else this.fail(`${name} (did not finish)`);
    }
  }

  private fail(name: string): void {
    this.failed += 1;
    this.failures.push(name);
  }
}
