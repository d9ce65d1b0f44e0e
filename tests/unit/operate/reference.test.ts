// The generated pages of the reference match the registries.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { httpReference, languageReference, reportsReference } from '../../../docs/reference/generate.ts';

test.each([
  ['docs/reference/http.md', httpReference],
  ['docs/reference/language.md', languageReference],
  ['docs/reference/reports.md', reportsReference],
])('%s is fresh: run `npm run generate` where it is not', (page, generate) => {
  expect(readFileSync(page, 'utf8')).toBe(generate());
});
