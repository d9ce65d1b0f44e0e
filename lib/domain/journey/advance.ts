// Walks a profile along a journey's steps until it has to wait: for time, for a window, for the sender's answer, or for nothing more.

import type { SendRequest } from '../../../schemas/effects.ts';
import type { Step } from '../../../schemas/journey.ts';
import type { Subject } from '../condition/compile.ts';
import { whyUnreachable } from '../message/reachable.ts';
import { sendId } from '../message/send-id.ts';
import { windowAt } from '../message/window.ts';
import type { Reason } from '../profile/history.ts';
import type { JourneyState } from '../profile/state.ts';
import { DAY_MS, HOUR_MS } from '../time/duration.ts';
import { zoneOr } from '../time/zone.ts';
import type { CompiledJourney } from './compiled-journey.ts';
import { note, type Turn } from './turn.ts';

type SendStep = Extract<Step, { send: string }>;

/** A send waits this long for the sender's answer beyond its own expiry, then the journey goes on (I7). */
const ANSWER_GRACE_MS = HOUR_MS;
export const SEND_EXPIRES_MS = DAY_MS;

export function subjectOf(turn: Turn, journey: CompiledJourney, inside: JourneyState): Subject {
  return {
    state: turn.state,
    properties: inside.event?.properties,
    at: turn.at,
    purpose: journey.source.purpose,
  };
}

/** From the step it stands at; `from` is when that step began: a wait counts from there. */
export function advance(turn: Turn, journey: CompiledJourney, inside: JourneyState, from: number): void {
  let began = from;
  while (inside.step !== undefined) {
    const step = journey.source.steps[inside.step];
    if (!step) {
      finish(turn, journey, inside, { what: 'finished', reason: 'step is gone' });
      return;
    }
    if ('wait' in step) {
      const until = began + (journey.way.waits.get(inside.step) ?? 0);
      if (until > turn.at) {
        hold(turn, journey, inside, { until });
        return;
      }
      began = turn.at;
      inside.step = step.next;
    } else if ('branch' in step) {
      inside.step = choose(turn, journey, inside, step);
    } else if (sendOrPass(turn, journey, inside, step)) {
      return;
    } else {
      inside.step = step.next;
    }
  }
  finish(turn, journey, inside, { what: 'finished' });
}

/** The step after the one it stands at, and on from there. */
export function goOn(turn: Turn, journey: CompiledJourney, inside: JourneyState): void {
  const step = inside.step === undefined ? undefined : journey.source.steps[inside.step];
  inside.step = step && 'next' in step ? step.next : undefined;
  advance(turn, journey, inside, turn.at);
}

/** Leaves a journey; what re-entry and the goal need stays. */
export function finish(
  turn: Turn,
  journey: CompiledJourney,
  inside: JourneyState,
  { what, reason }: { what: 'finished' | 'exited'; reason?: string },
): void {
  note(turn, { type: 'journey', journey: journey.id, entry: inside.entry, what, step: inside.step, reason });
  inside.phase = 'done';
  for (const field of ['step', 'wakeAt', 'sendId', 'event'] as const) delete inside[field];
}

function hold(
  turn: Turn,
  journey: CompiledJourney,
  inside: JourneyState,
  { until, reason }: { until: number; reason?: string },
): void {
  inside.phase = 'waiting';
  inside.wakeAt = until;
  note(turn, {
    type: 'journey',
    journey: journey.id,
    entry: inside.entry,
    what: 'waits',
    step: inside.step,
    until,
    reason,
  });
}

function choose(
  turn: Turn,
  journey: CompiledJourney,
  inside: JourneyState,
  step: Extract<Step, { branch: unknown }>,
): string | undefined {
  const tests = journey.way.arms.get(inside.step ?? '') ?? [];
  const subject = subjectOf(turn, journey, inside);
  const why: Reason[] = [];
  const taken = tests.findIndex((test) => test(subject, why));
  const next = taken < 0 ? step.else : step.branch[taken]?.next;
  note(turn, {
    type: 'journey',
    journey: journey.id,
    entry: inside.entry,
    what: 'branched',
    step: inside.step,
    next,
    why,
  });
  return next;
}

/** True: the profile stays at this step (the send is under way, or waits for its window). False: on to the next. */
function sendOrPass(turn: Turn, journey: CompiledJourney, inside: JourneyState, step: SendStep): boolean {
  const { state } = turn;
  const { purpose } = journey.source;
  const at = {
    type: 'journey',
    journey: journey.id,
    entry: inside.entry,
    step: inside.step,
    channel: step.send,
  } as const;
  const unreachable = whyUnreachable(state, purpose, step.send);
  if (unreachable) {
    note(turn, { ...at, what: 'held', reason: unreachable });
    return false;
  }
  const { program, number } = turn.program;
  const window = windowAt(
    program.channels[step.send]?.window,
    zoneOr(state.timeZone, program.timeZone),
    turn.at,
  );
  if (!window.open) {
    hold(turn, journey, inside, { until: window.opensAt, reason: 'window' });
    return true;
  }
  inside.visit += 1;
  const request: SendRequest = {
    v: 1,
    sendId: sendId({
      born: inside.born,
      journey: journey.id,
      entry: inside.entry,
      step: inside.step ?? '',
      visit: inside.visit,
    }),
    profile: state.id,
    journey: journey.id,
    entry: inside.entry,
    step: inside.step ?? '',
    visit: inside.visit,
    channel: step.send,
    template: step.template,
    purpose,
    program: number,
    decidedAt: turn.at,
    expiresAt: turn.at + SEND_EXPIRES_MS,
    attempt: 0,
    event: inside.event ?? { name: '', properties: {}, occurredAt: inside.enteredAt },
  };
  inside.phase = 'sending';
  inside.sendId = request.sendId;
  inside.wakeAt = request.expiresAt + ANSWER_GRACE_MS;
  turn.effects.push({ type: 'send', request });
  const yes = state.consent[purpose]?.[step.send]?.yes;
  const why = [
    { if: { consent: { purpose, channel: step.send } }, value: yes?.source ?? 'given', held: true },
  ];
  note(turn, { ...at, what: 'sends', sendId: request.sendId, template: step.template, why, program: number });
  return true;
}
