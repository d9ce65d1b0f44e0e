// Consent and reachability (I4): who may be written to, for which purpose, on which channel, and where.
import type { Sealed } from '../../../schemas/mailbox.ts';
import type { SendChannel } from '../../../schemas/primitives.ts';
import type { ConsentMark, ConsentState, Device, ProfileState } from '../profile/state.ts';

const acceptedLater = (a: ConsentMark, b: ConsentMark) =>
  a.acceptedAt > b.acceptedAt || (a.acceptedAt === b.acceptedAt && a.index > b.index);

/** A yes counts only if it is later than the last no both in its own time and in the order of acceptance. */
export function counts(consent: ConsentState | undefined): boolean {
  if (!consent?.yes) return false;
  return !consent.no || (consent.yes.at > consent.no.at && acceptedLater(consent.yes, consent.no));
}

/** A no to all purposes (`*`: STOP to a number, an unsubscribe from everything) is a no to each. */
export function consents(state: ProfileState, purpose: string, channel: SendChannel): boolean {
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

export function isSealed(value: unknown): value is Sealed {
  return typeof value === 'object' && value !== null && '$sealed' in value;
}

/** Where a channel would reach this profile: sealed mail or phone, or the newest device. */
export function address(state: ProfileState, channel: SendChannel): Sealed | Device | undefined {
  if (channel === 'push') return state.devices.at(-1);
  const value = state.traits[channel === 'email' ? 'email' : 'phone'];
  return isSealed(value) ? value : undefined;
}

/** Keyed hash of that address: what a bounce or complaint speaks of. */
export function addressHash(at: Sealed | Device): string {
  return isSealed(at) ? at.$sealed.h : at.token.$sealed.h;
}

export type Unreachable = 'no-address' | 'no-consent' | 'bounced' | 'complained';

/** Why a channel must not be used for a purpose, as far as STATE knows; undefined: it may. */
export function whyUnreachable(
  state: ProfileState,
  purpose: string,
  channel: SendChannel,
): Unreachable | undefined {
  const at = address(state, channel);
  if (!at) return 'no-address';
  if (!consents(state, purpose, channel)) return 'no-consent';
  const hash = addressHash(at);
  if (state.complained.includes(hash)) return 'complained';
  if (state.unreachable[channel] === hash) return 'bounced';
  return undefined;
}
