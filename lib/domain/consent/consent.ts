// Consent (I4): which yes counts against which no, for a purpose and a channel.
import type { SendChannel } from '../../../schemas/primitives.ts';

/** A place in the two orders that consent is judged by (I4): its own time, and (acceptedAt, index in its request). */
export interface ConsentMark {
  at: number;
  acceptedAt: number;
  index: number;
  source?: string;
  wording?: string;
}
/** The last no keeps the latest of each order separately: a yes must beat both. */
export interface ConsentState {
  yes?: ConsentMark;
  no?: ConsentMark;
}

const acceptedLater = (a: ConsentMark, b: ConsentMark) =>
  a.acceptedAt > b.acceptedAt || (a.acceptedAt === b.acceptedAt && a.index > b.index);

/** By purpose, then by channel. */
export type Consents = Record<string, Record<string, ConsentState>>;

/** A yes counts only if it is later than the last no both in its own time and in the order of acceptance. */
export function counts(consent: ConsentState | undefined): boolean {
  if (!consent?.yes) return false;
  return !consent.no || (consent.yes.at > consent.no.at && acceptedLater(consent.yes, consent.no));
}

/** A no to all purposes (`*`: STOP to a number, an unsubscribe from everything) is a no to each. */
export function consents(state: { consent: Consents }, purpose: string, channel: SendChannel): boolean {
  const own = state.consent[purpose]?.[channel];
  const noToAll = state.consent['*']?.[channel]?.no;
  return counts(noToAll ? withNo(own, noToAll) : own);
}

/** The consent after a yes. A yes that counts is replaced neither by one that does not nor by one accepted before it. */
export function withYes(before: ConsentState | undefined, yes: ConsentMark): ConsentState {
  const after = { ...before, yes };
  const stays = counts(before) && (!counts(after) || (before?.yes && acceptedLater(before.yes, yes)));
  return stays ? { ...before } : after;
}

/** The consent after a no: the latest of each order is kept, so that a yes has to beat both. */
export function withNo(before: ConsentState | undefined, no: ConsentMark): ConsentState {
  const old = before?.no;
  if (!old) return { ...before, no };
  const place = acceptedLater(no, old) ? no : old;
  return { ...before, no: { ...place, at: Math.max(no.at, old.at) } };
}
