// Checks of conditions beyond their schema: names that must exist, expressions, and allowed places.
import type { Condition } from '../../../schemas/condition.ts';
import type { Program } from '../../../schemas/program.ts';
import { moduleOf } from '../condition/kinds/kinds.ts';
import type { Place } from '../condition/module.ts';
import { walkCondition } from '../condition/walk.ts';
import { type Finding, pointerOf } from '../finding.ts';

interface Scope {
  program: Program;
  file: string;
  findings: Finding[];
}

export function checkCondition(
  condition: Condition,
  place: Place,
  path: PropertyKey[],
  { program, file, findings }: Scope,
): void {
  walkCondition(
    condition,
    place,
    (each, pathOfEach, placeOfEach) => {
      const say = (at: PropertyKey[], detail: string): void => {
        findings.push({ file, pointer: pointerOf([...pathOfEach, ...at]), detail });
      };
      const module = moduleOf(each);
      if (!module) say([], 'is of no kind of condition that is known here');
      else if (placeOfEach === 'counted' && !module.inWhere)
        say([], '"where" looks at properties of the counted event only');
      else module.check?.(each, placeOfEach, say, program);
    },
    path,
  );
}
