// Its part does not hold.
import type { NotCondition } from '../../../../schemas/conditions/not.ts';
import type { ConditionModule } from '../module.ts';

export const not: ConditionModule<NotCondition> = {
  inWhere: true,
  readsCounters: false,
  mapChildren: (c, map) => ({ not: map(c.not, ['not']) }),
  compile(c, compiling) {
    const test = compiling.part(c.not);
    return (s, why) => !test(s, why);
  },
  dependsOn: () => [],
  words: (c, part) => `not (${part(c.not)})`,
};
