// Moves a profile along a journey's steps until it must wait (for time, a window or an outcome) or the run ends.

import type { JourneyState } from '../profile/state.ts';
import type { CompiledJourney } from './compiled-journey.ts';
import type { AtStep, Passage, StepModule } from './steps/step-module.ts';
import { note, type Turn } from './turn.ts';

type End = { what: 'finished'; reason?: string | undefined } | { what: 'exited'; reason: string };
/** What is called on a step: its start, or the end of its wait. */
type Ask = (module: StepModule, at: AtStep) => Passage;

const run: Ask = (module, at) => module.run(at);

/** Starts at the current step; `began` is when that step began, because waits count from there. */
export function advance(turn: Turn, journey: CompiledJourney, inside: JourneyState, began: number): void {
  walk({ turn, journey, inside, began }, run);
}

/** Continues from the current step with the result of `ask`. */
export function resume(turn: Turn, journey: CompiledJourney, inside: JourneyState, ask: Ask): void {
  walk({ turn, journey, inside, began: turn.at }, ask);
}

/**
 * A step that was edited away, or that only a later release knows, ends the run with that reason, so nobody is stuck in
 * it (I7).
 */
function walk(from: Pick<AtStep, 'turn' | 'journey' | 'inside' | 'began'>, ask: Ask): void {
  const { turn, journey, inside } = from;
  let { began } = from;
  for (let asked = ask; inside.step !== undefined; asked = run) {
    const id = inside.step;
    const step = journey.step(id);
    if (!step?.module) {
      const reason = step ? 'kind of step is unknown' : 'step is gone';
      leave(turn, journey.id, inside, { what: 'finished', reason });
      return;
    }
    const { module, source, tests } = step;
    const passage = asked(module, { turn, journey, inside, id, step: source, tests, began });
    if (passage === 'stays') return;
    if ('end' in passage) {
      leave(turn, journey.id, inside, { what: 'finished', reason: passage.end });
      return;
    }
    if ('until' in passage) {
      inside.phase = 'waiting';
      inside.wakeAt = passage.until;
      const { until, reason } = passage;
      const { entry } = inside;
      note(turn, { type: 'journey', journey: journey.id, entry, what: 'waits', step: id, until, reason });
      return;
    }
    began = passage.began ?? began;
    inside.step = passage.next;
  }
  leave(turn, journey.id, inside, { what: 'finished' });
}

/** Leaves a journey but keeps what re-entry and the goal need. */
export function leave(turn: Turn, journey: string, inside: JourneyState, end: End): void {
  note(turn, { type: 'journey', journey, entry: inside.entry, step: inside.step, ...end });
  inside.phase = 'done';
  for (const field of ['step', 'wakeAt', 'sendId', 'event'] as const) delete inside[field];
}
