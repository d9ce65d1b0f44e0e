// Consent (I4): whether a consent counts against a withdrawal, for a purpose and a channel.
import type { SendChannel } from '../../../schemas/primitives.ts';

/**
 * A position in the two orders that consent is judged by (I4): the event's own time, and (acceptedAt, index in its
 * request).
 */
export interface ConsentMark {
  at: number;
  acceptedAt: number;
  index: number;
  source?: string;
  wording?: string;
}
/** The latest withdrawal in each order is kept separately: a consent must be later than both. */
export interface ConsentState {
  yes?: ConsentMark;
  no?: ConsentMark;
}

const acceptedLater = (a: ConsentMark, b: ConsentMark) =>
  a.acceptedAt > b.acceptedAt || (a.acceptedAt === b.acceptedAt && a.index > b.index);

/** By purpose, then by channel. */
export type Consents = Record<string, Record<string, ConsentState>>;

/**
 * A consent counts only if it is later than the last withdrawal both in its own time and in the order of acceptance.
 */
export function counts(consent: ConsentState | undefined): boolean {
  if (!consent?.yes) return false;
  return !consent.no || (consent.yes.at > consent.no.at && acceptedLater(consent.yes, consent.no));
}

/** A withdrawal from all purposes (`*`: STOP to a number, an unsubscribe from everything) applies to each purpose. */
export function consents(state: { consent: Consents }, purpose: string, channel: SendChannel): boolean {
  const own = state.consent[purpose]?.[channel];
  const fromAll = state.consent['*']?.[channel]?.no;
  return counts(fromAll ? withWithdrawal(own, fromAll) : own);
}

/**
 * The state after a consent. A consent that counts is replaced neither by one that does not nor by one accepted
 * before it.
 */
export function withConsent(before: ConsentState | undefined, yes: ConsentMark): ConsentState {
  const after = { ...before, yes };
  const stays = counts(before) && (!counts(after) || (before?.yes && acceptedLater(before.yes, yes)));
  return stays ? { ...before } : after;
}

/** The state after a withdrawal: the latest in each order is kept, so that a consent has to be later than both. */
export function withWithdrawal(before: ConsentState | undefined, no: ConsentMark): ConsentState {
  const old = before?.no;
  if (!old) return { ...before, no };
  const place = acceptedLater(no, old) ? no : old;
  return { ...before, no: { ...place, at: Math.max(no.at, old.at) } };
}
