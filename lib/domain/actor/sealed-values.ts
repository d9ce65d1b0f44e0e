// Sealed values inside a profile: a value whose hash is already known keeps its old ciphertext, so it adds no new key.

import type { EventMessage, Sealed } from '../../../schemas/mailbox.ts';
import type { Json } from '../../../schemas/primitives.ts';
import { slices } from '../profile/slices/slices.ts';
import type { ProfileState } from '../profile/state.ts';
import { isSealed } from '../sealing/sealed.ts';

const sealing = Object.values(slices).filter((slice) => slice.seals);

/** The event, with every sealed value that the profile already holds replaced by the stored one. */
export function withKnownSeals(state: ProfileState, event: EventMessage): EventMessage {
  const known = new Map<string, Sealed>();
  const learn = (value: unknown) => {
    if (isSealed(value)) known.set(value.$sealed.h, value);
  };
  for (const slice of sealing) slice.seals?.(state, learn);
  if (!known.size) return event;
  const swap = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (isSealed(value)) return known.get(value.$sealed.h) ?? value;
    if (Array.isArray(value)) return value.map(swap);
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, swap(each)]));
  };
  return {
    ...event,
    userId: swap(event.userId) as Sealed | undefined,
    properties: swap(event.properties) as Record<string, Json>,
    traits: swap(event.traits) as Record<string, Json>,
    context: swap(event.context) as EventMessage['context'],
  };
}
