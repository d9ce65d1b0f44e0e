// Its part does not hold.
import type { NotCondition } from '../../../../schemas/conditions/not.ts';
import type { ConditionModule } from '../module.ts';

export const not: ConditionModule<NotCondition> = {
  members: { not: true },
  inWhere: true,
  readsCounters: false,
  children: {
    of: (c) => [c.not],
    path: () => ['not'],
    replaced: (c, [not = c.not]) => ({ not }),
  },
  compile(c, compiling) {
    const test = compiling.part(c.not);
    return (s, why) => !test(s, why);
  },
  dependsOn: () => [],
  words: (c, part) => `not (${part(c.not)})`,
};
