// Checks of a journey beyond its schema: exits must lead to steps, templates must exist, every path must end.
import type { Journey } from '../../../schemas/journey.ts';
import type { Program } from '../../../schemas/program.ts';
import type { Step } from '../../../schemas/steps/steps.ts';
import { type Finding, pointerOf } from '../finding.ts';
import { conditionsOf } from '../journey/conditions-of.ts';
import type { Exit, Say } from '../journey/steps/step-module.ts';
import { stepModule } from '../journey/steps/steps.ts';
import { checkCondition } from './check-conditions.ts';

/** Only journeys that could be parsed: the others already have findings. */
export function checkJourneys(program: Program, findings: Finding[]): void {
  const unread = new Set(findings.map(({ file }) => file));
  for (const journey of Object.values(program.journeys))
    if (!unread.has(`journeys/${journey.id}.json`)) checkJourney(journey, program, findings);
}

function checkJourney(journey: Journey, program: Program, findings: Finding[]): void {
  const file = `journeys/${journey.id}.json`;
  const say: Say = (path, detail) => findings.push({ file, pointer: pointerOf(path), detail });
  const scope = { program, file, findings };
  if (!program.purposes[journey.purpose])
    say(['purpose'], `"${journey.purpose}" is not among the purposes of program.json`);
  for (const { path, condition, triggered } of conditionsOf(journey))
    checkCondition(condition, triggered ? 'trigger' : 'no-trigger', path, scope);
  if (!Object.hasOwn(journey.steps, journey.start)) say(['start'], `there is no step "${journey.start}"`);
  for (const [id, step] of Object.entries(journey.steps)) {
    for (const { path, next } of exitsOf(step))
      if (!Object.hasOwn(journey.steps, next)) say(['steps', id, ...path], `there is no step "${next}"`);
    stepModule(step)?.check?.(step, program, (path, detail) => say(['steps', id, ...path], detail));
  }
  checkShape(journey, say);
}

const exitsOf = (step: Step): Exit[] => stepModule(step)?.exits(step) ?? [];

/** Finds unreachable steps and cycles. A journey's steps lead forward, so every run ends (I7). */
function checkShape(journey: Journey, say: Say): void {
  const state = new Map<string, 'open' | 'done'>();
  const visit = (id: string): void => {
    const step = Object.hasOwn(journey.steps, id) ? journey.steps[id] : undefined;
    if (!step || state.get(id) === 'done') return;
    state.set(id, 'open');
    for (const { path, next } of exitsOf(step)) {
      if (state.get(next) === 'open')
        say(['steps', id, ...path], `goes back to "${next}": steps must lead forward`);
      else visit(next);
    }
    state.set(id, 'done');
  };
  visit(journey.start);
  for (const id of Object.keys(journey.steps)) if (!state.has(id)) say(['steps', id], 'no step leads here');
}
