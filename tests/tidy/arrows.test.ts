/**
 * The import arrows hold in the project, and each rule catches what it is meant to: a rule that matched nothing would
 * always pass.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { afterEach, describe, expect, it } from 'vitest';
import { ROOT } from './sources.ts';

interface Configuration {
  readonly forbidden: IForbiddenRuleType[];
  readonly options: Record<string, unknown>;
}

const configuration = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs')) as Configuration;
const FOLDERS = ['lib', 'functions', 'schemas'];

async function violations(baseDir: string, folders: string[]): Promise<string[]> {
  const { enhancedResolveOptions, ...options } = configuration.options;
  const result = await cruise(
    folders,
    { ...options, baseDir, ruleSet: { forbidden: configuration.forbidden }, validate: true },
    enhancedResolveOptions as Record<string, unknown>,
  );
  const output = result.output as ICruiseResult;
  expect(output.summary.totalCruised).toBeGreaterThan(0);
  return output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
}

describe('the project', () => {
  it('imports in one direction only', async () => {
    expect(await violations(ROOT, FOLDERS)).toEqual([]);
  });
});

describe('a rule', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  /** Writes files into a folder of their own and returns the names of the rules they break. */
  async function broken(files: Record<string, string>): Promise<string[]> {
    const folder = mkdtempSync(join(tmpdir(), 'cairn-arrows-'));
    folders.push(folder);
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const found = await violations(folder, [
      ...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? '')),
    ]);
    return [...new Set(found.map((line) => line.split(':')[0] ?? ''))];
  }

  it.each([
    ['a domain that asks Node', 'core-is-pure', 'lib/domain/a.ts', 'node:fs'],
    ['a domain that names a port', 'domain-imports-schemas-and-itself', 'lib/domain/a.ts', '../ports/b.ts'],
    [
      'a domain that takes a type of an adapter',
      'domain-imports-schemas-and-itself',
      'lib/domain/a.ts',
      '../adapters/b.ts',
    ],
    [
      'a schema that knows the domain',
      'schemas-import-nothing-of-ours',
      'schemas/a.ts',
      '../lib/domain/b.ts',
    ],
    [
      'an application that knows an adapter',
      'application-knows-no-adapter',
      'lib/application/a.ts',
      '../adapters/b.ts',
    ],
    ['wiring that makes its own parts', 'wiring-names-no-adapter', 'lib/wiring/a.ts', '../adapters/b.ts'],
    ['a use case that wires itself', 'only-functions-are-wired', 'lib/application/a.ts', '../wiring/b.ts'],
    ['a port that knows an adapter', 'ports-name-no-vendor', 'lib/ports/a.ts', '../adapters/b.ts'],
    ['a port that names Node', 'ports-name-no-platform', 'lib/ports/a.ts', 'node:buffer'],
    [
      'an adapter that calls the application',
      'adapters-import-downwards',
      'lib/adapters/a.ts',
      '../application/b.ts',
    ],
    [
      'a function that imports from another',
      'functions-stand-alone',
      'functions/do-this/a.ts',
      '../do-that/b.ts',
    ],
    [
      'a library that depends on the local cloud',
      'product-needs-no-tests-or-local-cloud',
      'lib/http/a.ts',
      '../../local/b.ts',
    ],
    [
      'a function that imports infrastructure',
      'only-the-composition-root-builds-infra',
      'functions/do-this/a.ts',
      '../../lib/infra/b.ts',
    ],
    ['infrastructure that runs product code', 'infra-stands-apart', 'lib/infra/a.ts', '../domain/b.ts'],
    [
      'a folder of the domain that takes a type from one above it',
      'layers-of-domain-condition',
      'lib/domain/condition/a.ts',
      '../journey/b.ts',
    ],
    [
      'a use case that takes a type from a folder above it',
      'layers-of-application-money',
      'lib/application/money/a.ts',
      '../budget/b.ts',
    ],
    [
      'a file that all folders share and that leans on one of them',
      'shared-files-of-the-domain-lie-below-its-folders',
      'lib/domain/a.ts',
      '../domain/profile/b.ts',
    ],
    [
      'a folder that has no place in the order',
      'domain-has-no-other-folder',
      'lib/domain/actor/a.ts',
      '../another/b.ts',
    ],
  ])('refuses %s', async (_, rule, from, specifier) => {
    const files: Record<string, string> = {
      [from]: `import type { B } from '${specifier}';\nexport type A = B;\n`,
    };
    if (specifier.startsWith('.')) files[join(dirname(from), specifier)] = 'export interface B { b: 1 }\n';
    expect(await broken(files)).toContain(rule);
  });

  it.each([
    ['domain-packages', 'lib/domain/a.ts', '@aws-sdk/client-sqs'],
    ['application-knows-no-cloud', 'lib/application/a.ts', '@aws-sdk/client-sqs'],
    ['application-knows-no-cloud', 'lib/wiring/a.ts', '@aws-sdk/client-sqs'],
    ['ports-name-no-vendor', 'lib/ports/a.ts', '@aws-sdk/client-sqs'],
    ['only-the-composition-root-builds-infra', 'lib/adapters/a.ts', 'aws-cdk-lib'],
    ['only-tests-ask-the-simulator', 'local/a.ts', '@cloud-copilot/iam-simulate'],
  ])('%s refuses %s the package %s', async (rule, from, specifier) => {
    expect(
      await broken({ [from]: `import type { B } from '${specifier}';\nexport type A = B;\n` }),
    ).toContain(rule);
  });

  it('refuses a cycle of values and allows types that refer to each other', async () => {
    const value = (other: string, name: string) =>
      `import { ${other} } from './${other}.ts';\nexport const ${name} = ${other};\n`;
    expect(await broken({ 'lib/http/a.ts': value('b', 'a'), 'lib/http/b.ts': value('a', 'b') })).toEqual([
      'no-cycles',
    ]);
    const type = (other: string, name: string) =>
      `import type { ${other} } from './${other}.ts';\nexport type ${name} = ${other};\n`;
    expect(await broken({ 'lib/http/a.ts': type('b', 'a'), 'lib/http/b.ts': type('a', 'b') })).toEqual([]);
  });

  it('refuses an import that cannot be resolved', async () => {
    expect(await broken({ 'lib/http/a.ts': "export { b } from './gone.ts';\n" })).toContain('resolvable');
  });
});
