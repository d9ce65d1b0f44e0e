// Findings in a program's files have a line and a column, also where the text is no JSON.
import { describe, expect, it } from 'vitest';
import { findingInWords } from '../../../lib/domain/finding.ts';
import { checkProgram } from '../../../lib/domain/program/check.ts';
import { good } from './program-files.ts';

const inSegment = (text: string): string[] =>
  checkProgram({ ...good, 'segments/a.json': text }).findings.map(findingInWords);

describe('the text of a document', () => {
  it.each<[string, string, string]>([
    ['a comment', '{\n  // note\n  "id": "a" }', '2:3: is not JSON: comments'],
    [
      'a comma before a bracket',
      '{ "id": "a",\n  "if": { "trait": "x", "in": [1, 2,] } }',
      '2:36: is not JSON: no comma',
    ],
    ['a comma before a brace', '{ "id": "a",\r\n}', '1:12: is not JSON: no comma'],
    ['a missing comma', '{ "id": "a"\n  "if": 1 }', '2:3: is not JSON: a comma is missing'],
    ['single quotation marks', "{ 'id': 1 }", '1:3: is not JSON: names and texts stand in straight double'],
    ['curly quotation marks', '{ “id”: 1 }', '1:3: is not JSON: names and texts stand in straight double'],
    ['a text over two lines', '{ "id": "a\nb" }', '1:9: is not JSON: this text has no closing'],
    ['a backslash', '{ "id": "C:\\dir" }', '1:9: is not JSON: a backslash'],
    ['what follows the end', '{ "id": "a" }\n{ }', '2:1: is not JSON: the file has to end'],
    ['no closing brace', '{ "id": "a"', '1:12: is not JSON: a closing } is missing'],
  ])('with %s is refused at its place', (_what, text, words) => {
    expect(inSegment(text)).toEqual([expect.stringContaining(`segments/a.json:${words}`)]);
  });

  it('with several comments is refused at each', () => {
    expect(inSegment('// a\n{ "id": "a" /* b */ }')).toHaveLength(2);
  });

  it('that is empty says so', () => {
    expect(inSegment(' \n')).toEqual(['segments/a.json: is empty: it takes a JSON object']);
  });

  it('with a byte order mark is read', () => {
    expect(inSegment('\uFEFF{ "id": "a", "if": { "trait": "x", "eq": 1 } }')).toEqual([]);
  });

  it('with a repeated key is refused, at any depth', () => {
    expect(inSegment('{ "id": "a", "if": { "all": [\n{ "trait": "x", "eq": 1, "eq": 2 }] } }')).toEqual([
      'segments/a.json:2:26 /if/all/0/eq: "eq" is written twice here: only the last one would count',
    ]);
  });

  it('that is nested beyond all measure is refused', () => {
    const depth = 200_000;
    expect(inSegment('['.repeat(depth) + ']'.repeat(depth))).toHaveLength(1);
  });
});

describe('a place', () => {
  it('is that of the value', () => {
    expect(inSegment('{ "id": "a",\n\t"if": { "sample": 200, "salt": "x" } }')).toEqual([
      'segments/a.json:2:20 /if/sample: is too large: at most 100',
    ]);
  });

  it('of something missing is that of what it is missing in', () => {
    expect(inSegment('{ "id": "a", "if":\n { "sample": 20 } }')).toEqual([
      expect.stringMatching(/^segments\/a\.json:2:2 \/if\/salt: is missing: it takes a text/),
    ]);
  });

  it('is absent where the file came parsed', () => {
    const { findings } = checkProgram({ ...good, 'segments/a.json': { id: 'a' } });
    expect(findings[0]).not.toHaveProperty('line');
  });
});
