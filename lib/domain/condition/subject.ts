// What a condition is judged on, and the closures that judge. A closure also collects its reasons (I8) where a list is handed in.
import type { Condition } from '../../../schemas/condition.ts';
import type { Json } from '../../../schemas/primitives.ts';
import type { Reason } from '../profile/history.ts';
import type { ProfileState } from '../profile/state.ts';
import { isSealed } from '../sealing/sealed.ts';

export interface Subject {
  state: ProfileState;
  /** The triggering event's properties; absent at a wake-up. */
  properties?: Readonly<Record<string, Json>>;
  /** The moment the condition is judged at. */
  at: number;
  /** The journey's purpose: what `reachable` asks consent for. */
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

/** With reasons every part is asked. */
export const allAsked = (tests: readonly Test[], subject: Subject, why: Reason[]): boolean[] =>
  tests.map((test) => test(subject, why));

/** A value as a reason keeps it: masked where sealed, short in any case. */
export function shown(value: unknown): unknown {
  if (isSealed(value)) return value.m;
  if (typeof value === 'string') return value.length > 200 ? `${value.slice(0, 200)}...` : value;
  if (typeof value === 'object' && value !== null) return '(object)';
  return value;
}
