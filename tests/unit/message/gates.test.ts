// The contract of every gate: a place in the one list, and words for each of its reasons.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gates } from '../../../lib/domain/message/gates/gates.ts';
import { refusalInWords } from '../../../lib/domain/message/refusal.ts';

const FOLDER = new URL('../../../lib/domain/message/gates/', import.meta.url);
const SHARED = ['gate.ts', 'gates.ts'];
const modules = readdirSync(FOLDER).filter((file) => !SHARED.includes(file));

describe('every gate', () => {
  it.each(modules)('of the folder is in the list: %s', async (file) => {
    const exported: unknown[] = Object.values(await import(new URL(file, FOLDER).href));
    expect(gates.filter((gate) => exported.includes(gate))).toHaveLength(1);
  });

  it('has words for its reasons, and shares no reason with another', () => {
    const reasons = gates.flatMap((gate) => Object.keys(gate.words));
    expect(reasons).toEqual([...new Set(reasons)]);
    for (const gate of gates) expect(Object.keys(gate.words)).not.toEqual([]);
    for (const reason of reasons) expect(refusalInWords(reason)).not.toBe(reason);
  });
});

describe('a reason in words', () => {
  it.each([
    ['consent', 'consent was withdrawn or is blocked'],
    ['unaddressed', 'the address was gone'],
  ])('stored by an earlier release is still explained: %s', (reason, text) => {
    expect(refusalInWords(reason)).toBe(text);
  });

  it('that is unknown is shown unchanged', () => {
    expect(refusalInWords('constructor')).toBe('constructor');
  });
});
