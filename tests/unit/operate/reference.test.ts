// The documentation page of routes matches the route table.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { httpReference } from '../../../docs/reference/generate.ts';

test('docs/reference/http.md is fresh: run `npm run generate` where it is not', () => {
  expect(readFileSync('docs/reference/http.md', 'utf8')).toBe(httpReference());
});
