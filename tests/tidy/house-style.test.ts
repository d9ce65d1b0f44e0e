/**
 * The house style as a test. Formatting and lint are biome's; this file checks what biome cannot, and repeats a few
 * of its rules so that nobody turns them off unnoticed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anys, consoleUses, impurities, longParameterLists } from './banned.ts';
import { PROJECT_FOLDERS, ROOT, type Source, textFiles, typescriptSources } from './sources.ts';

const FILE_LINES_MAX = 300;
const HANDLER_LINES_MAX = 60;
const sources = typescriptSources();

function within(...folders: string[]): Source[] {
  return sources.filter(({ path }) => folders.some((folder) => path.startsWith(`${folder}/`)));
}

function linesOf(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}

/** `path: finding` for every file in which `look` finds something. */
function findings(
  files: readonly Source[],
  look: (text: string, path: string) => readonly string[],
): string[] {
  return files.flatMap(({ path, text }) => look(text, path).map((finding) => `${path}: ${finding}`));
}

describe('sizes', () => {
  it('keeps every file within 300 lines', () => {
    expect(
      findings(sources, (text) => (linesOf(text) > FILE_LINES_MAX ? [`${linesOf(text)} lines`] : [])),
    ).toEqual([]);
  });

  it('keeps every handler within 60 lines: it wires, calls and returns', () => {
    const handlers = within('functions').filter(({ path }) => path.endsWith('/handler.ts'));
    expect(
      findings(handlers, (text) => (linesOf(text) > HANDLER_LINES_MAX ? [`${linesOf(text)} lines`] : [])),
    ).toEqual([]);
  });

  it('keeps every function within 70 lines', () => {
    const run = spawnSync(
      join(ROOT, 'node_modules', '.bin', 'biome'),
      ['lint', '--only=complexity/noExcessiveLinesPerFunction', '--reporter=github', '.'],
      { cwd: ROOT, encoding: 'utf8' },
    );
    expect(run.stdout.split('\n').filter((line) => line.startsWith('::error'))).toEqual([]);
    expect(run.status, run.stderr).toBe(0);
  });
});

describe('parameters', () => {
  it('are at most four of any function: more of them belong together and have a name', () => {
    expect(findings(sources, longParameterLists)).toEqual([]);
  });

  it.each([
    ['function f(a, b, c, d, e) {}', 'f has 5 parameters'],
    ['const f = (a, b, c, d, ...e) => a', 'a function without a name has 5 parameters'],
    ['const f = function g(a, b, c, d, e, h) {}', 'g has 6 parameters'],
    ['class A { m(a, b, c, d, e) {} }', 'm has 5 parameters'],
    ['class A { #m(a, b, c, d, e) {} }', 'm has 5 parameters'],
    ['class A { constructor(a, b, c, d, e) {} }', 'constructor has 5 parameters'],
    ['const o = { m(a, b, c, d, e) {} }', 'm has 5 parameters'],
    ['interface I { m(a: 1, b: 1, c: 1, d: 1, e: 1): void }', 'm has 5 parameters'],
    ['type F = (a: 1, b: 1, c: 1, d: 1, e: 1) => void', 'a function without a name has 5 parameters'],
  ])('are counted in %s', (text, finding) => {
    expect(longParameterLists(text)).toEqual([finding]);
  });

  it.each([
    'function f(a, b, c, { d, e, g }) {}',
    'f(1, 2, 3, 4, 5)',
    'type T = F<1, 2, 3, 4, 5>; function f<A, B, C, D, E>(a: A) {}',
  ])('are not counted in %s', (text) => {
    expect(longParameterLists(text)).toEqual([]);
  });
});

describe('format and lint', () => {
  it('cover every folder of the project, and no other program beside them', () => {
    const { files } = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8'));
    const [, folders] = /^\{(.+)\}\/\*\*$/.exec(files.includes[1]) ?? [];
    expect(folders?.split(',')).toEqual(PROJECT_FOLDERS.toSorted());
    expect(files.includes.filter((glob: string) => !glob.startsWith('!'))).toEqual(['*', files.includes[1]]);
  });
});

describe('the pure core', () => {
  it('reads no clock, no random numbers and no environment', () => {
    expect(
      findings(
        within('lib/domain', 'lib/application', 'lib/wiring', 'lib/ports', 'schemas').filter(isCore),
        impurities,
      ),
    ).toEqual([]);
  });

  it.each([
    ['Date.now()', 'Date.now'],
    ['const d = new Date();', 'new Date()'],
    ['const d = new Date;', 'new Date()'],
    ["globalThis['Date'].now()", 'globalThis.Date.now'],
    ['const r = Math\n  .random()', 'Math.random'],
    ["process.env['X']", 'process.env'],
    ['crypto.randomUUID()', 'crypto.randomUUID'],
    ['import { randomUUID } from "node:crypto"; f(randomUUID())', 'randomUUID()'],
    ['Temporal.Now.instant()', 'Temporal.Now'],
    ['setTimeout(f, 1)', 'setTimeout()'],
  ])('reports %s', (text, finding) => {
    expect(impurities(text)).toContain(finding);
  });

  it.each([
    'const d = new Date(0);',
    '// Date.now() is banned\nconst a = "Math.random()";',
    'f(clock.now())',
  ])('does not report %s', (text) => {
    expect(impurities(text)).toEqual([]);
  });
});

/** The generator of the schemas writes files, so it is a script and not part of the core. */
function isCore({ path }: Source): boolean {
  return !/^schemas\/generate/.test(path);
}

describe('habits', () => {
  it('logs through Powertools and never the console in deployed code', () => {
    expect(findings(within('functions', 'lib'), consoleUses)).toEqual([]);
    expect(consoleUses('console.log(1)')).toEqual(['console.log']);
  });

  it('writes no any', () => {
    expect(findings(sources, (text) => (anys(text) > 0 ? [`any, ${anys(text)} times`] : []))).toEqual([]);
    expect(anys('const a = b as any; let c: any[] = [];')).toBe(2);
  });

  it('silences no checker', () => {
    const silencers = [
      ['biome', 'ignore'].join('-'),
      ['@ts', 'ignore'].join('-'),
      ['@ts', 'nocheck'].join('-'),
    ];
    expect(findings(sources, (text) => silencers.filter((silencer) => text.includes(silencer)))).toEqual([]);
  });

  it('says at the top of each file what it is for', () => {
    const files = within('lib', 'functions', 'schemas', 'local', 'cli', 'bin', 'bench', 'examples');
    expect(
      findings(files, (text) => (beginsWithPurpose(text) ? [] : ['no purpose comment at its top'])),
    ).toEqual([]);
    expect(beginsWithPurpose("import a from 'a';\n/** What it is for, said too late. */")).toBe(false);
  });

  it('names no machine, user or folder of the writer', () => {
    const machine = /(?<![\w.$}])\/(?:work|root|home\/\w+|Users\/\w+)\/|[A-Z]:\\Users\\/;
    expect(findings(textFiles(), (text) => machine.exec(text)?.slice(0, 1) ?? [])).toEqual([]);
    expect(machine.test(['"', 'home', 'ann', 'cairn"'].join('/'))).toBe(true);
    expect(machine.test('functions/some/work/item')).toBe(false);
  });

  it('names functions verb-noun, each with its handler', () => {
    const folder = join(ROOT, 'functions');
    const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const odd = names.filter(
      ({ name }) => !/^[a-z]+(-[a-z]+)+$/.test(name) || !existsSync(join(folder, name, 'handler.ts')),
    );
    expect(odd.map(({ name }) => name)).toEqual([]);
  });
});

/** A shebang may precede it; a comment of two words is a label, not a purpose. */
function beginsWithPurpose(text: string): boolean {
  const start = text.replace(/^#!.*\n/, '').trimStart();
  if (!start.startsWith('//') && !start.startsWith('/*')) return false;
  const end = start.startsWith('//') ? start.search(/\n(?!\/\/)/) : start.indexOf('*/');
  return (start.slice(0, end).match(/\p{L}{2,}/gu) ?? []).length > 2;
}
