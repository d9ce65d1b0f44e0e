// A property of the triggering event or, in a `where`, of the counted one.
import type { PropertyCondition } from '../../../../schemas/conditions/property.ts';
import { getter, isPlain } from '../../path.ts';
import type { ConditionModule } from '../module.ts';
import { compileOperators, operatorNames } from '../operators.ts';
import { operatorsInWords, short } from '../phrases.ts';
import { checkOperators, withHashedOperand } from '../sealed-operand.ts';
import { leaf, NO_PROPERTIES, shown, type Test } from '../subject.ts';

export const property: ConditionModule<PropertyCondition> = {
  members: { property: true, ...operatorNames },
  inWhere: true,
  readsCounters: false,
  check(c, place, say, program) {
    if (place === 'no-trigger') say(['property'], 'there is no triggering event here; use a trait or "did"');
    checkOperators(c, say, program);
  },
  hash: withHashedOperand,
  compile,
  // Without a triggering event there are no properties.
  dependsOn: () => [],
  words: ({ property, ...operators }) => `property ${short(property)} ${operatorsInWords(operators)}`,
};

/** Like `leaf`, with the look-up of a plain name inlined: the most frequent case by far. */
function compile(c: PropertyCondition): Test {
  const { property } = c;
  const holds = compileOperators(c);
  if (!isPlain(property)) {
    const get = getter(property);
    return leaf(c, holds, (s) => get(s.properties ?? NO_PROPERTIES));
  }
  return (s, why) => {
    const value = (s.properties ?? NO_PROPERTIES)[property];
    const held = holds(value);
    if (why) why.push({ if: c, value: shown(value), held });
    return held;
  };
}
