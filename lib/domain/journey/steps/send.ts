// Requests a message from the sender and waits for its outcome. Skipped if the person cannot be reached.
import type { SendRequest } from '../../../../schemas/effects.ts';
import { missingDocument } from '../../checked-program.ts';
import { judgeSend, noteDecided } from '../../message/gates/gates.ts';
import { refusalInWords } from '../../message/refusal.ts';
import { sendId } from '../../message/send-id.ts';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../time/duration.ts';
import { note } from '../turn.ts';
import { type AtStep, NO_CONDITIONS, type Passage, type StepModule } from './step-module.ts';

/** How long a send waits for an outcome after its own expiry; then the journey continues (I7). */
const ANSWER_GRACE_MS = HOUR_MS;
const SEND_EXPIRES_MS = DAY_MS;

export const send: StepModule<'send'> = {
  reads: ({ send }) => typeof send === 'string',
  exits: ({ next }) => (next === undefined ? [] : [{ path: ['next'], next }]),
  conditions: () => NO_CONDITIONS,
  check(step, program, say) {
    const template = program.templates[step.template];
    const noTemplate = missingDocument(program, 'templates', step.template);
    if (noTemplate) say(['template'], noTemplate);
    else if (template && template.channel !== step.send)
      say(['template'], `"${step.template}" is a template for ${template.channel}, not for ${step.send}`);
    const channel = program.channels[step.send];
    const noChannel = missingDocument(program, 'channels', step.send);
    if (noChannel) say(['send'], noChannel);
    else if (channel && !channel.price)
      say(['send'], `channels/${step.send}.json has no "price": what does one message cost?`);
  },
  run: sendOrPass,
  onOutcome({ turn, journey, inside, id, step }, outcome) {
    if (!outcome)
      note(turn, {
        type: 'outcome',
        sendId: inside.sendId ?? '',
        journey: journey.id,
        step: id,
        channel: step.send,
        status: 'unknown',
        reason: 'no answer in time',
      });
    delete inside.sendId;
    if (outcome?.status !== 'refused' || outcome.retryAt === undefined) return { next: step.next };
    // I6: held. When the step runs again, it checks the gates again and makes a new decision with a new id.
    inside.phase = 'waiting';
    // One second after the window opens: a wake may come that much early, and the sender's clock must agree.
    inside.wakeAt = outcome.retryAt + SECOND_MS;
    return inside.wakeAt <= turn.at ? { next: id } : 'stays';
  },
  words: {
    sends: ({ step, template, channel, why }, { because }) =>
      `Decided at "${step}" to send "${template}" by ${channel}${because(why)}`,
    held: ({ step, channel, reason }) =>
      `Held back the ${channel} message at "${step}": ${refusalInWords(reason)}`,
  },
};

/** The profile stays at this step while the send is under way or waits for its window; otherwise it continues. */
function sendOrPass({ turn, journey, inside, id, step }: AtStep<'send'>): Passage {
  const { state } = turn;
  const { purpose } = journey.source;
  const at = {
    type: 'journey',
    journey: journey.id,
    entry: inside.entry,
    step: id,
    channel: step.send,
  } as const;
  const { program, number } = turn.program;
  const visit = inside.visit + 1;
  const request: SendRequest = {
    v: 1,
    sendId: sendId({ born: inside.born, journey: journey.id, entry: inside.entry, step: id, visit }),
    profile: state.id,
    journey: journey.id,
    entry: inside.entry,
    step: id,
    visit,
    channel: step.send,
    template: step.template,
    purpose,
    program: number,
    decidedAt: turn.at,
    expiresAt: turn.at + SEND_EXPIRES_MS,
    attempt: 0,
    event: inside.event ?? { name: '', properties: {}, occurredAt: inside.enteredAt },
  };
  const objection = judgeSend({
    state,
    purpose,
    channel: step.send,
    sendId: request.sendId,
    at: turn.at,
    program,
  });
  if (objection?.until !== undefined) return { until: objection.until, reason: objection.reason };
  if (objection) {
    note(turn, { ...at, what: 'held', reason: objection.reason });
    return { next: step.next };
  }
  inside.visit = visit;
  inside.phase = 'sending';
  inside.sendId = request.sendId;
  inside.wakeAt = request.expiresAt + ANSWER_GRACE_MS;
  turn.effects.push({ type: 'send', request });
  noteDecided(state, request);
  const yes = state.consent[purpose]?.[step.send]?.yes;
  const why = [
    { if: { consent: { purpose, channel: step.send } }, value: yes?.source ?? 'given', held: true },
  ];
  note(turn, { ...at, what: 'sends', sendId: request.sendId, template: step.template, why, program: number });
  return 'stays';
}
