// Every kind of step, by its name in schemas/steps/steps.ts.
import type { Step, StepKind } from '../../../../schemas/steps/steps.ts';
import type { StepEntry } from '../../profile/history.ts';
import { branch } from './branch.ts';
import { end } from './end.ts';
import { send } from './send.ts';
import type { StepModule, Wording } from './step-module.ts';
import { wait } from './wait.ts';

export const steps: { [K in StepKind]: StepModule<K> } = { wait, branch, send, end };

const kinds = Object.keys(steps) as StepKind[];

/** Undefined: of a kind that this release does not know, from a program that a later one published. */
export function stepModule(step: Step): StepModule | undefined {
  for (const kind of kinds) if (Object.hasOwn(step, kind)) return steps[kind];
  return undefined;
}

type InWords = (entry: StepEntry, wording: Wording) => string;
/** By the `what` of entries: each kind has its own. */
const words = new Map(
  Object.values(steps).flatMap(({ words: own }) => Object.entries(own) as [string, InWords][]),
);

/** A history entry that a step of this kind left, as a sentence; what a later release noted by its name alone. */
export function stepInWords(entry: StepEntry, wording: Wording): string {
  return words.get(entry.what)?.(entry, wording) ?? entry.what;
}
