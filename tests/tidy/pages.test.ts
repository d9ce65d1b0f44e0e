/** The pages that people read agree with what is there: links, scripts, commands and versions. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';
import { PAGES, pageText, ROOT } from '../support/documents.ts';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  engines: { node: string };
  scripts: Record<string, string>;
  optionalDependencies: Record<string, string>;
};

/** Links to files of the project, from the root. */
const linksOf = (page: string): string[] =>
  [...pageText(page).matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => normalize(join(dirname(page), target)));

it('links lead to files', () => {
  const broken = PAGES.flatMap((page) =>
    linksOf(page)
      .filter((target) => !existsSync(join(ROOT, target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});

it('the README leads to every guide, reference and page for operators', () => {
  const linked = linksOf('README.md');
  const pages = PAGES.filter((page) => /^docs\/(guides|reference|operating)\//.test(page));
  expect(pages.filter((page) => !linked.includes(page))).toEqual([]);
});

it('the scripts of npm that pages name are there', () => {
  const named = PAGES.flatMap((page) =>
    [...pageText(page).matchAll(/\bnpm run ([a-z][a-z:-]*)/g)].map(([, script = '']) => script),
  );
  expect(named.length).toBeGreaterThan(0);
  expect([...new Set(named)].filter((script) => !(script in manifest.scripts))).toEqual([]);
});

it('every page names the same versions of Node: what npm needs, and what the project brings', () => {
  const needed = /^>=(\d+)$/.exec(manifest.engines.node)?.[1];
  const brought = new Set(
    Object.values(manifest.optionalDependencies).map((version) => version.split('.')[0]),
  );
  expect(needed).toBeDefined();
  expect(brought.size).toBe(1);
  const [own] = brought;
  // Figures were measured with the Node that they name.
  const wrong = PAGES.filter((page) => page !== 'docs/reference/benchmarks.md').flatMap((page) =>
    [...pageText(page).matchAll(/\bNode(?:\.js)? (\d+)( or newer)?/g)]
      .filter(([, version, orNewer]) => version !== (orNewer ? needed : own) && version !== needed)
      .map(([text]) => `${page}: ${text}`),
  );
  expect(wrong).toEqual([]);
  for (const page of ['README.md', 'CONTRIBUTING.md', 'docs/operating/deploy.md'])
    expect(pageText(page), page).toContain(`npm and Node ${needed} or newer`);
});
