// An event that its sender posted again is left out, except where something else was said in between: traits that went
// from A to B and back to A end at A, and a no between two equal ones is no reason to miss the second.
import type { EventMessage } from '../../../schemas/mailbox.ts';
import { addressTraits } from '../../channels/channels.ts';
import { CONSENT_GIVEN } from '../consent/consent-event.ts';
import type { ProfileState } from '../profile/state.ts';
import { isSealed } from '../sealing/sealed.ts';

/** Whether taking the event in once more would change a trait, or withdraw a consent. */
export function saysOtherwise(state: ProfileState, event: EventMessage): boolean {
  return setsTrait(state, event) || withdraws(state, event);
}

/** Such an event without its yes: that was heard the first time, and must not undo a no that came since (I4). */
export function withoutYes(event: EventMessage): EventMessage {
  const { name, context, properties } = event;
  const noes = Object.entries(context.consent ?? {}).filter(([, given]) => !given);
  return {
    ...event,
    ...(name === CONSENT_GIVEN && { properties: { ...properties, channels: [] } }),
    ...(context.consent && { context: { ...context, consent: Object.fromEntries(noes) } }),
  };
}

function setsTrait(state: ProfileState, { kind, traits, trust }: EventMessage): boolean {
  if (kind !== 'identify') return false;
  return Object.entries(traits).some(([name, value]) => {
    const kept = trust === 'browser' && addressTraits.includes(name) && state.serverSet.includes(name);
    return !kept && textOf(value) !== textOf(state.traits[name]);
  });
}

function withdraws(state: ProfileState, { context }: EventMessage): boolean {
  return Object.entries(context.consent ?? {}).some(
    ([purpose, given]) => !given && Object.values(state.consent[purpose] ?? {}).some(({ yes }) => yes),
  );
}

/** A sealed value has another ciphertext each time, and one hash. */
const textOf = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, each: unknown) => (isSealed(each) ? each.$sealed.h : each));
