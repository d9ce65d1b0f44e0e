/**
 * The project's own source files, and a walk over their syntax for the house-style tests. swc parses, as it does for
 * the import arrows.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseSync } from '@swc/core';

export const ROOT = join(import.meta.dirname, '..', '..');

/** Hand-written files; generated ones are checked by their generators. */
const FOLDERS = ['bin', 'lib', 'functions', 'schemas', 'local', 'cli', 'examples', 'bench', 'tests'];
/** The folders of documents and settings in addition: everything that biome checks. */
export const PROJECT_FOLDERS = [...FOLDERS, 'docs', '.ci', '.vscode'];
const SKIPPED = new Set(['node_modules', 'generated', 'cdk.out', 'dist', 'coverage']);

export interface Source {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

function walk(folder: string, wanted: (name: string) => boolean): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return walk(path, wanted);
    return wanted(entry.name) ? [path] : [];
  });
}

function read(path: string): Source {
  return { path: relative(ROOT, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') };
}

export function typescriptSources(): Source[] {
  const inFolders = FOLDERS.flatMap((folder) =>
    walk(join(ROOT, folder), (name) => /(?<!\.d)\.ts$/.test(name)),
  );
  const atRoot = readdirSync(ROOT).filter((name) => /(?<!\.d)\.ts$/.test(name));
  return [...inFolders, ...atRoot.map((name) => join(ROOT, name))].map(read);
}

const TEXT = /\.(ts|js|cjs|mjs|json|jsonl|md|yml|yaml|liquid|mjml|html|sh|csv)$/;

/** Every text file of the repository, documents and settings included. */
export function textFiles(): Source[] {
  const inFolders = PROJECT_FOLDERS.flatMap((folder) =>
    walk(join(ROOT, folder), (name) => TEXT.test(name) || name === 'run'),
  );
  const atRoot = readdirSync(ROOT).filter((name) => TEXT.test(name) && name !== 'package-lock.json');
  return [...inFolders, ...atRoot.map((name) => join(ROOT, name))].map(read);
}

/** A node of swc's syntax tree, as far as these tests read it. */
export interface SyntaxNode {
  readonly type: string;
  readonly [field: string]: unknown;
}

function isNode(value: unknown): value is SyntaxNode {
  return (
    typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
  );
}

function* children(value: unknown): Generator<SyntaxNode> {
  if (Array.isArray(value)) for (const item of value) yield* children(item);
  else if (isNode(value)) yield value;
  // swc wraps some nodes (call arguments, object members) in plain objects without a type.
  else if (typeof value === 'object' && value !== null)
    for (const item of Object.values(value)) yield* children(item);
}

export function* syntaxOf(text: string): Generator<SyntaxNode> {
  const pending: SyntaxNode[] = [
    parseSync(text, { syntax: 'typescript', target: 'es2024' }) as unknown as SyntaxNode,
  ];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    yield node;
    for (const field of Object.values(node)) pending.push(...children(field));
  }
}
