// What a condition is evaluated on, and the closures that evaluate it. A closure also collects its reasons (I8) if
// given a list.
import type { Condition } from '../../../schemas/condition.ts';
import type { Json } from '../../../schemas/primitives.ts';
import type { Reason } from '../profile/history.ts';
import type { ProfileState } from '../profile/state.ts';
import { isSealed } from '../sealing/sealed.ts';

export interface Subject {
  state: ProfileState;
  /** The triggering event's properties; absent at a wake. */
  properties?: Readonly<Record<string, Json>>;
  /** The moment of evaluation. */
  at: number;
  /** The journey's purpose: `reachable` checks consent for it. */
  purpose: string;
}

export type Test = (subject: Subject, why?: Reason[]) => boolean;

export const NO_PROPERTIES: Readonly<Record<string, Json>> = {};

/** The test of a condition that looks at one value. */
export function leaf(
  condition: Condition,
  holds: (value: unknown) => boolean,
  look: (subject: Subject) => unknown,
): Test {
  return (subject, why) => {
    const value = look(subject);
    const held = holds(value);
    why?.push({ if: condition, value: shown(value), held });
    return held;
  };
}

/** Evaluates every test, to collect all reasons. */
export const testAll = (tests: readonly Test[], subject: Subject, why: Reason[]): boolean[] =>
  tests.map((test) => test(subject, why));

/** A value as a reason stores it: masked if sealed, and always short. */
export function shown(value: unknown): unknown {
  if (isSealed(value)) return value.m;
  if (typeof value === 'string') return value.length > 200 ? `${value.slice(0, 200)}...` : value;
  if (typeof value === 'object' && value !== null) return '(object)';
  return value;
}
