// What people read: the project's own pages, and the blocks of code in them.
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

/** Paths of the pages, from the root. CHANGELOG.md tells of what was. */
export const PAGES: readonly string[] = ['README.md', 'CONTRIBUTING.md', 'docs/**/*.md']
  .flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
  .map((path) => path.replaceAll('\\', '/'))
  .toSorted();

export const pageText = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

export interface Block {
  /** As the fence names it; empty where it names none. */
  language: string;
  text: string;
}

export const blocksOf = (page: string): Block[] =>
  [...pageText(page).matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));
