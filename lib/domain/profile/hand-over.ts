// Merging two profiles: what one hands over, what stays with it, and how the survivor takes it in. Each slice of the
// state declares its part (slices/).
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { MergeContext } from './slices/slice.ts';
import { parts, slices } from './slices/slices.ts';
import { newProfile, type ProfileState } from './state.ts';

/** The state that a profile passes to its survivor. */
export function handedOver(state: ProfileState): Partial<ProfileState> {
  const given = { ...state };
  for (const part of parts) if (slices[part].afterHandOver === 'redirect') delete given[part];
  return structuredClone(given);
}

/** The state that stays behind as a redirect. */
export function redirectOf(state: ProfileState, to: ProfileId): ProfileState {
  const left: ProfileState = { ...newProfile(state.id), redirect: to };
  for (const part of parts)
    if (slices[part].afterHandOver && state[part] !== undefined) put(left, part, state[part]);
  return left;
}

/** Merges `other` into `own`. `other` may come from the previous release, without the newest slices. */
export function mergeInto(own: ProfileState, other: ProfileState, context: MergeContext): void {
  const whole = { ...newProfile(other.id), ...other };
  const merged = parts.map((part) => [part, slices[part].merge(own, whole, context)] as const);
  // A part that only a newer release knows is carried along unchanged, for that release to find.
  for (const key of Object.keys(other))
    if (!Object.hasOwn(slices, key) && !Object.hasOwn(own, key))
      Object.assign(own, { [key]: other[key as 'id'] });
  for (const [part, value] of merged) put(own, part, value);
}

function put(state: ProfileState, part: keyof ProfileState, value: ProfileState[keyof ProfileState]): void {
  if (value === undefined) delete (state as Partial<ProfileState>)[part];
  else Object.assign(state, { [part]: value });
}
