// Every part holds.
import type { AllCondition } from '../../../../schemas/conditions/all.ts';
import type { ConditionModule } from '../module.ts';
import { type Test, testAll } from '../subject.ts';

export const all: ConditionModule<AllCondition> = {
  members: { all: true },
  inWhere: true,
  readsCounters: false,
  children: {
    of: (c) => c.all,
    path: (index) => ['all', index],
    replaced: (_, children) => ({ all: children }),
  },
  compile: (c, compiling) => allOf(c.all.map((each) => compiling.part(each))),
  dependsOn: () => [],
  words: (c, part) => c.all.map((each) => `(${part(each)})`).join(' and '),
};

/** Evaluates every part when reasons are collected; otherwise stops at the first that does not hold. */
function allOf(tests: readonly Test[]): Test {
  const [a, b] = tests;
  if (a && b && tests.length === 2)
    return (s, why) => (why ? testAll(tests, s, why).every(Boolean) : a(s) && b(s));
  return (s, why) => {
    if (why) return testAll(tests, s, why).every(Boolean);
    for (const test of tests) if (!test(s)) return false;
    return true;
  };
}
