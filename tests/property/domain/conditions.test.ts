// Compiled conditions against the simplest possible interpretation of them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConditionCompiler } from '../../../lib/domain/condition/compile.ts';
import { newProfile } from '../../../lib/domain/profile/state.ts';
import { compileProgram } from '../../../lib/domain/program/compile.ts';
import { conditionsOf, naively, readable } from '../../support/conditions/kinds.ts';
import { bag } from '../../support/conditions/operators.ts';
import { programOf, T0, USER, waiting } from '../../unit/domain/person.ts';

const condition = conditionsOf(readable);

describe('a compiled condition', () => {
  it('holds where the simple interpretation does, with or without reasons', () => {
    fc.assert(
      fc.property(condition, bag, bag, (c, properties, traits) => {
        const { test } = new ConditionCompiler({}).compile(c);
        const subject = { state: { ...newProfile(USER), traits }, properties, at: T0, purpose: 'marketing' };
        const expected = naively(c, subject);
        const why: { held: boolean }[] = [];
        expect(test(subject)).toBe(expected);
        expect(test(subject, why as never)).toBe(expected);
        expect(why.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the index of entries', () => {
  it('and the conditions it leaves enter exactly the journeys whose condition holds, with agreeing reasons', () => {
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 12 }), bag, bag, (conditions, p, traits) => {
        const journeys = conditions.map((c, i) => [
          `j${i}`,
          { enter: { on: 'A', if: c }, ...waiting('PT1H') },
        ]);
        const compiled = compileProgram(programOf(Object.fromEntries(journeys)), 1);
        const state = { ...newProfile(USER), traits };
        const subject = { state, properties: p, at: T0, purpose: 'marketing' };
        const entered = compiled
          .candidates('A', p)
          .filter(({ enterIf }) => enterIf?.(subject) ?? true)
          .map(({ id }) => id);
        const expected = conditions.flatMap((c, i) => (naively(c, subject) ? [`j${i}`] : []));
        expect(entered.sort()).toEqual(expected.sort());
        for (const i of conditions.keys())
          expect(compiled.journey(`j${i}`)?.reasons(subject)).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
