// An entry by `when` waits for its condition to turn true: one that neither an event nor time can turn enters nobody, ever.
import type { Program } from '../../../schemas/program.ts';
import { ConditionCompiler } from '../condition/compile.ts';
import type { Finding } from '../finding.ts';

/** Of a program without other mistakes: with them its conditions may not compile. */
export function checkTurns({ journeys, segments }: Program, findings: Finding[]): void {
  const compiler = new ConditionCompiler(segments);
  for (const { id, enter } of Object.values(journeys)) {
    if (!('when' in enter)) continue;
    const { dependsOn, nextFlip } = compiler.compile(enter.when);
    if (dependsOn.size === 0 && !nextFlip)
      findings.push({
        file: `journeys/${id}.json`,
        pointer: '/enter/when',
        detail: 'nothing can turn this true: it holds of a profile from its beginning, or never',
      });
  }
}
