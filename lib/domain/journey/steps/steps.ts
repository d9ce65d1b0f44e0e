// Every kind of step, by its name in schemas/steps/steps.ts.
import type { Step, StepKind } from '../../../../schemas/steps/steps.ts';
import type { StepEntry } from '../../profile/history.ts';
import { branch } from './branch.ts';
import { end } from './end.ts';
import { send } from './send.ts';
import type { StepModule, Wording } from './step-module.ts';
import { wait } from './wait.ts';

export const steps: { [K in StepKind]: StepModule<K> } = { wait, branch, send, end };

/** Without a prototype, so that a name alone finds its module, or nothing. */
const modules: Readonly<Record<string, StepModule>> = Object.assign(Object.create(null), steps);

/** Undefined: in a form that this release does not know, from a program that a later one published. */
export function stepModule(step: Step): StepModule | undefined {
  for (const key in step) {
    const module = modules[key];
    if (module) return module.reads(step) ? module : undefined;
  }
  return undefined;
}

type InWords = (entry: StepEntry, wording: Wording) => string;
/** By the `what` of entries: each belongs to one kind. */
const words = new Map(
  Object.values(steps).flatMap(({ words: own }) => Object.entries(own) as [string, InWords][]),
);

/** The history entry of a step as a sentence; an entry of a later release is shown by its name alone. */
export function stepInWords(entry: StepEntry, wording: Wording): string {
  return words.get(entry.what)?.(entry, wording) ?? entry.what;
}
