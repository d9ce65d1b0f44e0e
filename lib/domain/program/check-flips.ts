// Checks `when` entries: a condition that neither an event nor time can turn true would never enter anybody.
import type { Program } from '../../../schemas/program.ts';
import { ConditionCompiler } from '../condition/compile.ts';
import { type Finding, pointerOf } from '../finding.ts';
import { entryModule } from '../journey/entries/entries.ts';

/** Called only for a program without other findings: with them its conditions may not compile. */
export function checkFlips({ journeys, segments }: Program, findings: Finding[]): void {
  const compiler = new ConditionCompiler(segments);
  for (const { id, enter } of Object.values(journeys)) {
    const entry = entryModule(enter);
    const when = entry?.compile(enter, compiler).when;
    if (!when || when.dependsOn.size > 0 || when.nextFlip) continue;
    const [place] = entry?.conditions(enter) ?? [];
    findings.push({
      file: `journeys/${id}.json`,
      pointer: pointerOf(['enter', ...(place?.path ?? [])]),
      detail: 'nothing can turn this true: it holds of a profile from its beginning, or never',
    });
  }
}
