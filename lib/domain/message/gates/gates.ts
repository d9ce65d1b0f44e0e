// The gates of a message, in order. `step` checks them when it decides a send, the sender checks them again just before
// the provider call, and the `reachable` condition checks those about the person. The first objection is the reason. A
// new gate is a module and a line here.
import type { SendRequest } from '../../../../schemas/effects.ts';
import type { ProfileState } from '../../profile/state.ts';
import { address } from './address.ts';
import { consent } from './consent.ts';
import type { Gate, Objection, ReachSubject, SendSubject } from './gate.ts';
import { suppression } from './suppression.ts';
import { window } from './window.ts';

export const gates = [address, consent, suppression, window] as const satisfies readonly Gate[];
const aboutPerson = gates.filter((gate) => gate.about === 'person');
const aboutSend = gates.filter((gate) => gate.about === 'send');

export type GateReason = ReasonOf<(typeof gates)[number]>;
type ReasonOf<G> = G extends Gate<infer R> ? R : never;

/** The first objection to this message; undefined: it may go out. */
export function judgeSend(subject: SendSubject): Objection<GateReason> | undefined {
  for (const gate of gates) {
    const objection = gate.judge(subject);
    if (objection) return objection;
  }
  return undefined;
}

/** Why a channel does not reach the person for a purpose; undefined: it does. */
export function whyUnreachable(subject: ReachSubject): GateReason | undefined {
  for (const gate of aboutPerson) {
    const objection = gate.judge(subject);
    if (objection) return objection.reason;
  }
  return undefined;
}

/** Reports a decided send to the gates that keep a count. */
export function noteDecided(state: ProfileState, request: SendRequest): void {
  for (const gate of aboutSend) gate.decided?.(state, request);
}
