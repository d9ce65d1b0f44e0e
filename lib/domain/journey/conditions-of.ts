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

type Holds = (
  condition: Condition,
  triggered: boolean,
  base: readonly PropertyKey[],
  place: readonly PropertyKey[],
) => boolean;

const ENTER = ['enter'] as const;
const GOAL = ['goal'] as const;
const IF = ['if'] as const;

/**
 * Whether one of them is as asked. The path comes in two parts: a program of thousands of journeys is searched at every
 * start, and needs no paths.
 */
export function someCondition(journey: Journey, holds: Holds): boolean {
  const { enter, goal, exit, steps } = journey;
  const entry = entryModule(enter);
  const triggered = entry?.event !== undefined;
  if (entry)
    for (const { path, condition } of entry.conditions(enter))
      if (holds(condition, triggered, ENTER, path)) return true;
  if (goal?.if && holds(goal.if, true, GOAL, IF)) return true;
  if (exit)
    for (let i = 0; i < exit.length; i += 1)
      if (exit[i]?.if && holds(exit[i]?.if as Condition, true, ['exit', i], IF)) return true;
  for (const id in steps) {
    const step = steps[id];
    const places = step && stepModule(step)?.conditions(step);
    if (places?.length)
      for (const { path, condition } of places)
        if (holds(condition, triggered, ['steps', id], path)) return true;
  }
  return false;
}

export function conditionsOf(journey: Journey): JourneyCondition[] {
  const found: JourneyCondition[] = [];
  someCondition(journey, (condition, triggered, base, place) => {
    found.push({ path: [...base, ...place], condition, triggered });
    return false;
  });
  return found;
}
