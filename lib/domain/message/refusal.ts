// Why a message did not go out: one vocabulary for the gates' objections and the sender's own reasons.
import { type GateReason, gates } from './gates/gates.ts';

/** Reasons that only the sender can find. */
const senderWords = {
  expired: 'the decision was more than a day old',
  erased: 'the data of the person was erased',
  template: 'the template could not be rendered',
  budget: 'the budget of the channel would have been passed',
};

export type Refusal = GateReason | keyof typeof senderWords;

/** Reasons of earlier releases, still present in stored histories and send records. */
const formerWords: ReadonlyMap<string, string> = new Map([
  ['consent', 'consent was withdrawn or is blocked'],
  ['unaddressed', 'the address was gone'],
]);

/** Every current reason, in the order of the checks, as a support person reads it. */
export const refusals: ReadonlyMap<string, string> = new Map(
  [...gates.map((gate) => gate.words), senderWords].flatMap((table) => Object.entries(table)),
);

/** A reason as a support person reads it; an unknown reason is returned as it is. */
export function refusalInWords(reason: string): string {
  return refusals.get(reason) ?? formerWords.get(reason) ?? reason;
}
