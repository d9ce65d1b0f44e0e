/**
 * Bundles every function with one esbuild call: functions/<name>/handler.ts -> dist/functions/<name>/index.js.
 *
 * CommonJS with the AWS SDK included, because both start faster than ESM and than the runtime's own SDK. Files are
 * replaced by rename and only when they changed, so a running local cloud and a synth can share dist/.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';

const PROJECT_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The repository's `package.json` declares ESM; this one travels with a bundle and declares CommonJS for it. */
const COMMONJS_MARK = '{"type":"commonjs"}\n';

/** The options of every bundle and of the start-up benchmark's peers, which use the SDK clients unchanged. */
export const BUNDLE_OPTIONS = {
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  // Without `keepNames`: no code reads a function's name, and keeping names costs a call for each at every start,
  // 5 % of its time. Errors set their names themselves.
  minify: true,
  sourcemap: false,
  legalComments: 'none',
  // The ES build of a package first, because only it can be tree-shaken; `main` alone doubles the bundles.
  mainFields: ['module', 'main'],
  logLevel: 'warning',
} satisfies BuildOptions;

/** Options of the functions' own bundles in addition. */
export const FUNCTION_OPTIONS = {
  ...BUNDLE_OPTIONS,
  alias: { '@aws-sdk/credential-provider-node': join(PROJECT_ROOT, 'lib/infra/lambda-credentials.ts') },
} satisfies BuildOptions;

export interface Bundles {
  /** Absolute directory of dist/functions. */
  readonly directory: string;
  /** Function names, sorted. */
  readonly names: readonly string[];
}

/** Names of the functions that have a handler, sorted so that output never depends on the file system. */
export function functionNames(root: string = PROJECT_ROOT): string[] {
  const folder = join(root, 'functions');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'handler.ts')))
    .map((entry) => entry.name)
    .sort();
}

export function bundleFunctions(root: string = PROJECT_ROOT): Bundles {
  const names = functionNames(root);
  const directory = join(root, 'dist', 'functions');
  mkdirSync(directory, { recursive: true });
  const result = buildSync({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({
      in: join('functions', name, 'handler.ts'),
      out: join(name, 'index'),
    })),
    outdir: directory,
    ...FUNCTION_OPTIONS,
  });
  for (const file of result.outputFiles) writeIfChanged(file.path, file.text);
  for (const name of names) writeIfChanged(join(directory, name, 'package.json'), COMMONJS_MARK);
  removeAllBut(directory, new Set(names));
  return { directory, names };
}

function writeIfChanged(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

/** A bundle whose function was removed would still be deployed by anyone who lists dist/. */
function removeAllBut(directory: string, names: ReadonlySet<string>): void {
  for (const entry of readdirSync(directory)) {
    if (!names.has(entry)) rmSync(join(directory, entry), { recursive: true, force: true });
  }
}
