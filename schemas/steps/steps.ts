// Every kind of step. A kind is a file beside this one, a line here, and its module in lib/domain/journey/steps.
import * as z from 'zod';
import { type BranchHistory, BranchStep } from './branch.ts';
import { EndStep } from './end.ts';
import { type SendHistory, SendStep } from './send.ts';
import { WaitStep } from './wait.ts';

/** By the key that only steps of the kind have. */
export const stepSchemas = { wait: WaitStep, branch: BranchStep, send: SendStep, end: EndStep };

/** History entries specific to kinds of steps, in addition to those of every journey. */
export interface StepHistory {
  branch: BranchHistory;
  send: SendHistory;
}

/** Their names, for the answers of the API. */
export const stepWhats = {
  branch: ['branched'],
  send: ['sends', 'held'],
} as const satisfies { [K in keyof StepHistory]: readonly (keyof StepHistory[K])[] };
export type StepWhat = (typeof stepWhats)[keyof StepHistory][number];

export type StepKind = keyof typeof stepSchemas;
export type StepOf<K extends StepKind> = z.infer<(typeof stepSchemas)[K]>;

export const Step = z.union(Object.values(stepSchemas));
export type Step = StepOf<StepKind>;
