// Checks segments: their conditions, and that none refers to itself.
import type { Condition } from '../../../schemas/condition.ts';
import type { Program } from '../../../schemas/program.ts';
import type { CheckedProgram } from '../checked-program.ts';
import { walkCondition } from '../condition/walk.ts';
import type { Finding } from '../finding.ts';
import { checkCondition } from './check-conditions.ts';

export function checkSegments(program: CheckedProgram, findings: Finding[], warnings: Finding[]): void {
  for (const segment of Object.values(program.segments)) {
    const file = `segments/${segment.id}.json`;
    checkCondition(segment.if, 'no-trigger', ['if'], { program, file, findings, warnings });
    if (reaches(segment.id, segment.id, program, new Set()))
      findings.push({ file, pointer: '/if', detail: 'the segment is made of itself' });
  }
}

function reaches(from: string, target: string, program: Program, seen: Set<string>): boolean {
  const segment = program.segments[from];
  if (!segment || seen.has(from)) return false;
  seen.add(from);
  return namedIn(segment.if).some((id) => id === target || reaches(id, target, program, seen));
}

function namedIn(c: Condition): string[] {
  const ids: string[] = [];
  walkCondition(c, 'no-trigger', (each) => {
    if ('segment' in each) ids.push(each.segment);
  });
  return ids;
}
