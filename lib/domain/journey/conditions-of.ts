// Every condition of a journey, for all code that checks, hashes, counts for or searches conditions.
import type { Journey } from '../../../schemas/journey.ts';
import { entryModule } from './entries/entries.ts';
import type { ConditionPlace } from './steps/step-module.ts';
import { stepModule } from './steps/steps.ts';

export interface JourneyCondition extends ConditionPlace {
  /** Whether there is a triggering event that it may look at. */
  triggered: boolean;
}

export function* conditionsOf(journey: Journey): Generator<JourneyCondition> {
  const { enter, goal, exit, steps } = journey;
  const entry = entryModule(enter);
  const triggered = entry?.event !== undefined;
  if (entry) yield* placed(entry.conditions(enter), ['enter'], triggered);
  if (goal?.if) yield { path: ['goal', 'if'], condition: goal.if, triggered: true };
  for (const [i, each] of exit?.entries() ?? [])
    if (each.if) yield { path: ['exit', i, 'if'], condition: each.if, triggered: true };
  for (const [id, step] of Object.entries(steps))
    yield* placed(stepModule(step)?.conditions(step) ?? [], ['steps', id], triggered);
}

function* placed(
  places: readonly ConditionPlace[],
  base: readonly PropertyKey[],
  triggered: boolean,
): Generator<JourneyCondition> {
  for (const { path, condition } of places) yield { path: [...base, ...path], condition, triggered };
}
