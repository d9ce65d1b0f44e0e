// A trait of the profile.
import type { TraitCondition } from '../../../../schemas/conditions/trait.ts';
import { misspeltTrait } from '../../checked-program.ts';
import { getter, isPlain } from '../../path.ts';
import type { ConditionModule } from '../module.ts';
import { compileOperators, operatorNames } from '../operators.ts';
import { operatorsInWords, short } from '../phrases.ts';
import { checkOperators, withHashedOperand } from '../sealed-operand.ts';
import { leaf, shown, type Test } from '../subject.ts';

export const trait: ConditionModule<TraitCondition> = {
  members: { trait: true, ...operatorNames },
  inWhere: false,
  readsCounters: false,
  check(c, _place, say, program) {
    checkOperators(c, say, program);
    const misspelt = misspeltTrait(program, c.trait.split('.')[0] ?? '');
    if (misspelt) say(['trait'], misspelt, 'warning');
  },
  hash: withHashedOperand,
  compile,
  dependsOn: (c) => [`trait:${c.trait.split('.')[0]}`],
  words: ({ trait, ...operators }) => `trait ${short(trait)} ${operatorsInWords(operators)}`,
};

/** Like `leaf`, with the look-up of a plain name inlined. */
function compile(c: TraitCondition): Test {
  const { trait } = c;
  const holds = compileOperators(c);
  if (!isPlain(trait)) {
    const get = getter(trait);
    return leaf(c, holds, (s) => get(s.state.traits));
  }
  return (s, why) => {
    const value = s.state.traits[trait];
    const held = holds(value);
    if (why) why.push({ if: c, value: shown(value), held });
    return held;
  };
}
