// Two profiles become one: what the one hands over, what stays with it, and how the survivor takes it in. Every part of the state
// says its share (slices/).
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { MergeContext } from './slices/slice.ts';
import { parts, slices } from './slices/slices.ts';
import { newProfile, type ProfileState } from './state.ts';

/** What a profile gives to the one it becomes. */
export function handedOver(state: ProfileState): Partial<ProfileState> {
  const given = { ...state };
  for (const part of parts) if (slices[part].afterHandOver === 'redirect') delete given[part];
  return structuredClone(given);
}

/** What is left of a profile after that. */
export function redirectOf(state: ProfileState, to: ProfileId): ProfileState {
  const left: ProfileState = { ...newProfile(state.id), redirect: to };
  for (const part of parts)
    if (slices[part].afterHandOver && state[part] !== undefined) put(left, part, state[part]);
  return left;
}

/** Makes `own` what both were. `other` may have been handed over by the release before, without the newest parts. */
export function mergeInto(own: ProfileState, other: ProfileState, context: MergeContext): void {
  const whole = { ...newProfile(other.id), ...other };
  const merged = parts.map((part) => [part, slices[part].merge(own, whole, context)] as const);
  for (const [part, value] of merged) put(own, part, value);
}

function put(state: ProfileState, part: keyof ProfileState, value: ProfileState[keyof ProfileState]): void {
  if (value === undefined) delete (state as Partial<ProfileState>)[part];
  else Object.assign(state, { [part]: value });
}
