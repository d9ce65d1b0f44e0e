// At least one part holds.
import type { AnyCondition } from '../../../../schemas/conditions/any.ts';
import type { ConditionModule } from '../module.ts';
import { type Test, testAll } from '../subject.ts';

export const any: ConditionModule<AnyCondition> = {
  members: { any: true },
  inWhere: true,
  readsCounters: false,
  children: {
    of: (c) => c.any,
    path: (index) => ['any', index],
    replaced: (_, children) => ({ any: children }),
  },
  compile: (c, compiling) => anyOf(c.any.map((each) => compiling.part(each))),
  dependsOn: () => [],
  words: (c, part) => c.any.map((each) => `(${part(each)})`).join(' or '),
};

/** Evaluates every part when reasons are collected; otherwise stops at the first that holds. */
function anyOf(tests: readonly Test[]): Test {
  const [a, b] = tests;
  if (a && b && tests.length === 2)
    return (s, why) => (why ? testAll(tests, s, why).some(Boolean) : a(s) || b(s));
  return (s, why) => {
    if (why) return testAll(tests, s, why).some(Boolean);
    for (const test of tests) if (test(s)) return true;
    return false;
  };
}
