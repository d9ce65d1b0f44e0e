// Every condition of a journey, for all code that checks, hashes, counts for or searches conditions.
import type { Condition } from '../../../schemas/condition.ts';
import type { Journey } from '../../../schemas/journey.ts';
import { entryModule } from './entries/entries.ts';
import type { ConditionPlace } from './steps/step-module.ts';
import { stepModule } from './steps/steps.ts';

export interface JourneyCondition extends ConditionPlace {
  /** Whether there is a triggering event that it may look at. */
  triggered: boolean;
}

type Visit = (
  condition: Condition,
  triggered: boolean,
  base: readonly PropertyKey[],
  place: readonly PropertyKey[],
) => void;

const ENTER = ['enter'] as const;
const GOAL = ['goal'] as const;
const IF = ['if'] as const;

/** Visits each with its path in two parts: a program of thousands of journeys is searched at every start, and needs no paths. */
export function visitConditions(journey: Journey, visit: Visit): void {
  const { enter, goal, exit, steps } = journey;
  const entry = entryModule(enter);
  const triggered = entry?.event !== undefined;
  if (entry)
    for (const { path, condition } of entry.conditions(enter)) visit(condition, triggered, ENTER, path);
  if (goal?.if) visit(goal.if, true, GOAL, IF);
  if (exit)
    for (let i = 0; i < exit.length; i += 1)
      if (exit[i]?.if) visit(exit[i]?.if as Condition, true, ['exit', i], IF);
  for (const id in steps) {
    const step = steps[id];
    const places = step && stepModule(step)?.conditions(step);
    if (places) for (const { path, condition } of places) visit(condition, triggered, ['steps', id], path);
  }
}

export function conditionsOf(journey: Journey): JourneyCondition[] {
  const found: JourneyCondition[] = [];
  visitConditions(journey, (condition, triggered, base, place) =>
    found.push({ path: [...base, ...place], condition, triggered }),
  );
  return found;
}
