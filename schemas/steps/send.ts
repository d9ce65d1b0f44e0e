// A step that sends a message, and waits for what became of it.
import * as z from 'zod';
import { SendChannel, Slug, StepId } from '../primitives.ts';
import type { Reason } from '../reason.ts';

export const SendStep = z.strictObject({ send: SendChannel, template: Slug, next: StepId.optional() });

/** History entries of its own, by their `what`. */
export interface SendHistory {
  sends: { channel: SendChannel; sendId: string; template: string; why: Reason[]; program: number };
  held: { channel: SendChannel; reason: string };
}
