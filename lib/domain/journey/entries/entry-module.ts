// The contract of a kind of entry. A kind is a file beside this one and a line in entries.ts; no other code names it.
import type { Condition } from '../../../../schemas/condition.ts';
import type { EntryKind, EntryOf } from '../../../../schemas/entries/entries.ts';
import type { Compiled, ConditionCompiler } from '../../condition/compile.ts';
import type { Test } from '../../condition/subject.ts';
import type { ConditionPlace } from '../steps/step-module.ts';

export type Equality = Extract<Condition, { property: string }>;

export interface CompiledEntry {
  /** An equality on a property without which no event enters. */
  demand?: Equality | undefined;
  /** What remains to test on an event that satisfies `demand`. */
  enterIf?: Test | undefined;
  /** The complete condition on an event, for the reasons of a decision. */
  whole?: Condition;
  /** The condition that enters a profile as soon as it turns true. */
  when?: Compiled;
}

export interface EntryModule<K extends EntryKind = EntryKind> {
  /** The name of the triggering event. Absent: there is none, so no condition may look at one. */
  event?(entry: EntryOf<K>): string;
  /** Every condition in it: one that is missing here is not checked, hashed or counted for. */
  conditions(entry: EntryOf<K>): ConditionPlace[];
  compile(entry: EntryOf<K>, compiler: ConditionCompiler): CompiledEntry;
  /** Such as `Entered on "Order Completed"`. */
  rule(entry: EntryOf<K>, inWords: (condition: Condition) => string): string;
  /** Why nothing was ever decided about a person; `happened`: whether an event of this name occurred. */
  silence(entry: EntryOf<K>, happened: (event: string) => boolean): string;
}
