// Checks of conditions beyond their schema: names that must exist, expressions, and allowed places.
import type { Condition } from '../../../schemas/condition.ts';
import type { CheckedProgram } from '../checked-program.ts';
import { moduleOf } from '../condition/kinds/kinds.ts';
import type { Place, Say } from '../condition/module.ts';
import { walkCondition } from '../condition/walk.ts';
import { type Finding, pointerOf } from '../finding.ts';

export interface Scope {
  program: CheckedProgram;
  file: string;
  findings: Finding[];
  warnings: Finding[];
}

export function checkCondition(
  condition: Condition,
  place: Place,
  path: PropertyKey[],
  { program, file, findings, warnings }: Scope,
): void {
  walkCondition(
    condition,
    place,
    (each, pathOfEach, placeOfEach) => {
      const say: Say = (at, detail, weight) => {
        const list = weight === 'warning' ? warnings : findings;
        list.push({ file, pointer: pointerOf([...pathOfEach, ...at]), detail });
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
