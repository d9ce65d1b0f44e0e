// Checks of a journey beyond its schema: exits must lead to steps, templates must exist, every path must end.
import type { Journey } from '../../../schemas/journey.ts';
import type { Step } from '../../../schemas/steps/steps.ts';
import { type CheckedProgram, undeclaredEvent, undeclaredPurpose } from '../checked-program.ts';
import { didYouMean } from '../did-you-mean.ts';
import { type Finding, pointerOf } from '../finding.ts';
import { conditionsOf } from '../journey/conditions-of.ts';
import { entryModule } from '../journey/entries/entries.ts';
import type { Exit, Say } from '../journey/steps/step-module.ts';
import { stepModule } from '../journey/steps/steps.ts';
import { checkCondition, type Scope } from './check-conditions.ts';

/** Only journeys that could be parsed: the others already have findings. */
export function checkJourneys(program: CheckedProgram, findings: Finding[], warnings: Finding[]): void {
  for (const journey of Object.values(program.journeys)) {
    const file = `journeys/${journey.id}.json`;
    if (!program.unread?.has(file)) checkJourney(journey, { program, file, findings, warnings });
  }
}

function checkJourney(journey: Journey, scope: Scope): void {
  const { program, file } = scope;
  const say: Say = (path, detail, weight) => {
    const list = weight === 'warning' ? scope.warnings : scope.findings;
    list.push({ file, pointer: pointerOf(path), detail });
  };
  const undeclared = undeclaredPurpose(program, journey.purpose);
  if (undeclared) say(['purpose'], undeclared);
  checkEvents(journey, program, say);
  for (const { path, condition, triggered } of conditionsOf(journey))
    checkCondition(condition, triggered ? 'trigger' : 'no-trigger', path, scope);
  let broken = !checkStep(journey, journey.start, (detail) => say(['start'], detail));
  for (const [id, step] of Object.entries(journey.steps)) {
    for (const { path, next } of exitsOf(step))
      if (!checkStep(journey, next, (detail) => say(['steps', id, ...path], detail))) broken = true;
    stepModule(step)?.check?.(step, program, (path, detail, weight) =>
      say(['steps', id, ...path], detail, weight),
    );
  }
  const unreached = checkShape(journey, say);
  // Where a name leads to no step, what it was meant to lead to seems unreachable, and so does all behind it.
  if (!broken) for (const id of unreached) say(['steps', id], 'no step leads here');
}

/** Whether the journey has the step. */
function checkStep({ steps }: Journey, id: string, say: (detail: string) => void): boolean {
  if (Object.hasOwn(steps, id)) return true;
  say(`there is no step "${id}"${didYouMean(id, Object.keys(steps))}`);
  return false;
}

/** A catalogue may be behind what is sent, so an event that it does not list is no mistake. */
function checkEvents({ enter, goal, exit = [] }: Journey, program: CheckedProgram, say: Say): void {
  const named: [PropertyKey[], string | undefined][] = [
    [['enter', 'on'], entryModule(enter)?.event?.(enter)],
    [['goal', 'on'], goal?.on],
    ...exit.map(({ on }, i): [PropertyKey[], string] => [['exit', i, 'on'], on]),
  ];
  for (const [path, name] of named) {
    const undeclared = name === undefined ? undefined : undeclaredEvent(program, name);
    if (undeclared) say(path, undeclared, 'warning');
  }
}

const exitsOf = (step: Step): Exit[] => stepModule(step)?.exits(step) ?? [];

/**
 * Reports cycles: a journey's steps lead forward, so every run ends (I7). Returns the steps to which nothing leads,
 * without those that only they lead to.
 */
function checkShape(journey: Journey, say: Say): string[] {
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
  const heads: string[] = [];
  for (const id of unvisited(journey, state)) {
    if (state.has(id)) continue;
    heads.push(id);
    visit(id);
  }
  return heads;
}

/** The steps that no other leads to come first; what is left then is a circle apart, entered at its first step. */
function unvisited({ steps }: Journey, seen: ReadonlyMap<string, unknown>): string[] {
  const left = Object.keys(steps).filter((id) => !seen.has(id));
  const led = new Set(left.flatMap((id) => exitsOf(steps[id] as Step).map(({ next }) => next)));
  return left.toSorted((a, b) => Number(led.has(a)) - Number(led.has(b)));
}
