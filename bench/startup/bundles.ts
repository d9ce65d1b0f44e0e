// What is started: each function's bundle, and its peer, made in the same manner from nothing but the SDK clients
// that the function uses. Both make these clients when they start; the deployed function makes each at its first use.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { FUNCTION_OPTIONS } from '../../lib/infra/bundle.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The name by which lib/adapters/aws.ts calls the client of a package, such as sqs for client-sqs. */
const MAKERS = makersIn(readFileSync(join(ROOT, 'lib/adapters/aws.ts'), 'utf8'));

function makersIn(source: string): ReadonlyMap<string, string> {
  const makers = [...source.matchAll(/export const (\w+) = \(\): (\w+Client) =>/g)];
  return new Map(
    makers.map(([, maker = '', client = '']) => {
      const from = new RegExp(`import \\{ ${client} \\} from '@aws-sdk/([^']+)'`).exec(source)?.[1];
      if (!from) throw new Error(`lib/adapters/aws.ts imports no ${client}`);
      return [from, maker];
    }),
  );
}

export interface Uses {
  /** Package names below @aws-sdk, such as client-sqs. */
  clients: string[];
  /** Import of each command: a client without its commands can request nothing. */
  commands: { from: string; name: string }[];
}

/** Bytes in the bundle by input file. */
export type Weights = Map<string, number>;

export async function weigh(functionName: string): Promise<{ weights: Weights; uses: Uses }> {
  const entry = join(ROOT, 'functions', functionName, 'handler.ts');
  const { metafile } = await build({
    ...FUNCTION_OPTIONS,
    entryPoints: [entry],
    metafile: true,
    outdir: 'x',
    absWorkingDir: ROOT,
  });
  const weights = weightsOf(metafile);
  return { weights, uses: usesOf(weights) };
}

function weightsOf(metafile: Metafile): Weights {
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {});
  return new Map(inputs.map(([path, { bytesInOutput }]) => [path, bytesInOutput]));
}

/** Derived from what is left of the SDK after tree-shaking: a command that is there is used, and so is its client. */
export function usesOf(weights: Weights): Uses {
  const uses: Uses = { clients: [], commands: [] };
  for (const [path, bytes] of weights) {
    const [, client, file] = /@aws-sdk\/(client-[^/]+)\/dist-es\/(.+)\.js$/.exec(path) ?? [];
    if (!client || !file || bytes === 0 || !MAKERS.has(client)) continue;
    if (/^\w+Client$/.test(file)) uses.clients.push(client);
    const name = /^commands\/(\w+Command)$/.exec(file)?.[1];
    if (name) uses.commands.push({ from: `@aws-sdk/${client}`, name });
  }
  return uses;
}

const makersOf = ({ clients }: Uses) => clients.map((client) => MAKERS.get(client) ?? '');

function making(uses: Uses): string {
  const makers = makersOf(uses);
  if (makers.length === 0) return '';
  return `import { ${makers.join(', ')} } from './lib/adapters/aws.ts';
export const clients = [${makers.map((maker) => `${maker}()`).join(', ')}];`;
}

export function functionEntry(functionName: string, uses: Uses): string {
  return `export { handler } from './functions/${functionName}/handler.ts';\n${making(uses)}`;
}

export function peerEntry(uses: Uses): string {
  const imports = uses.commands.map(
    ({ from, name }, i) => `import { ${name} as command${i} } from '${from}';`,
  );
  const commands = uses.commands.map((_, i) => `command${i}`);
  return `${imports.join('\n')}\nexport const commands = [${commands.join(', ')}];\n${making(uses)}`;
}

/** `without`: packages that are replaced by nothing, to see what they cost. */
export async function bundleTo(
  file: string,
  source: string,
  { made = FUNCTION_OPTIONS, without = [] }: { made?: BuildOptions; without?: readonly string[] } = {},
): Promise<void> {
  const options: BuildOptions & { write: false } = {
    ...made,
    write: false,
    absWorkingDir: ROOT,
    stdin: { contents: source, resolveDir: ROOT, loader: 'ts' },
    plugins: without.length > 0 ? [leftOut(without)] : [],
    logLevel: 'error',
  };
  const { outputFiles } = await build(options);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, outputFiles?.[0]?.text ?? '');
}

/** Returns itself for everything: code that runs while a bundle loads finds something, at almost no cost. */
const NOTHING = `const nothing = new Proxy(function () {}, {
  get: (target, key) =>
    key === Symbol.toPrimitive ? () => '' : key === Symbol.iterator ? function* () {} : key === 'prototype' ? target.prototype : nothing,
  apply: () => nothing,
  construct: () => nothing,
  set: () => true,
});
export default nothing;`;

function leftOut(packages: readonly string[]): Plugin {
  return {
    name: 'left-out',
    setup({ onResolve, onLoad }) {
      for (const name of packages)
        onResolve({ filter: new RegExp(`^${name}(/|$)`) }, ({ path }) => ({ path, namespace: 'left-out' }));
      onLoad({ filter: /.*/, namespace: 'left-out' }, async ({ path }) => {
        const names = Object.keys((await import(path)) as object).filter((name) =>
          /^(?!default$)[A-Za-z_$][\w$]*$/.test(name),
        );
        const exported = names.map(
          (name, i) => `const export${i} = nothing; export { export${i} as ${name} };`,
        );
        return { contents: [NOTHING, ...exported].join('\n'), loader: 'js' };
      });
    },
  };
}

/** Bytes by package, with Cairn's own code and its parts listed separately; heaviest first. */
export function byPackage(weights: Weights): [string, number][] {
  const sums = new Map<string, number>();
  for (const [path, bytes] of weights) {
    const name = packageOf(path);
    sums.set(name, (sums.get(name) ?? 0) + bytes);
  }
  return [...sums].sort(([, a], [, b]) => b - a);
}

export function packageOf(path: string): string {
  const [, inside] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  return inside ?? (path.startsWith('schemas/generated') ? 'schemas/generated' : 'Cairn');
}

export const isSdk = (name: string): boolean => /^@(aws-sdk|smithy|aws-crypto|aws)\//.test(name);
/** Not Cairn's own code. */
export const isPackage = (name: string): boolean => name !== 'Cairn' && name !== 'schemas/generated';
