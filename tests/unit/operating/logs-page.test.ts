// The page about logs: its queries name existing fields, and its table names every field.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LogLine } from '../../../schemas/log-line.ts';

const page = readFileSync(`${import.meta.dirname}/../../../docs/operating/logs.md`, 'utf8');
const queries = [...page.matchAll(/```logs-insights\n([^`]+)```/g)].map(([, query = '']) => query);
const WORDS = new Set(
  'fields filter sort stats count as by desc and or in like ispresent pct max p50 p99 mb runs requests sends'.split(
    ' ',
  ),
);

it.each(queries)('every name in the query is a field: %s', (query) => {
  const names = query.replace(/"[^"]*"/g, '').match(/@?[a-zA-Z][\w.]*/g) ?? [];
  const fields = names.filter((name) => !name.startsWith('@') && !WORDS.has(name));
  const known = Object.keys(LogLine.shape);
  expect(fields.filter((name) => !known.includes(name.split('.')[0] ?? ''))).toEqual([]);
});

it('there are queries for a trace, for refusals and for slow functions', () => {
  expect(queries.length).toBeGreaterThanOrEqual(3);
});
