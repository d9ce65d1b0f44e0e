// What a kind of entry says about itself. A kind is a file beside this one and a line in entries.ts; nothing else names it.
import type { Condition } from '../../../../schemas/condition.ts';
import type { EntryKind, EntryOf } from '../../../../schemas/entries/entries.ts';
import type { Compiled, ConditionCompiler } from '../../condition/compile.ts';
import type { Test } from '../../condition/subject.ts';
import type { ConditionPlace } from '../steps/step-module.ts';

export type Equality = Extract<Condition, { property: string }>;

export interface CompiledEntry {
  /** An equality on a property without which no event enters. */
  demand?: Equality | undefined;
  /** What is left to ask of an event that has what is demanded. */
  enterIf?: Test | undefined;
  /** All that is asked of an event, for the reasons of a decision. */
  whole?: () => Test;
  /** What enters as soon as it turns true. */
  when?: Compiled;
}

export interface EntryModule<K extends EntryKind = EntryKind> {
  /** The name of the event that triggers it. Absent: no event does, so no condition may look at one. */
  event?(entry: EntryOf<K>): string;
  /** Every condition in it: one that is left out here is not checked, hashed or counted for. */
  conditions(entry: EntryOf<K>): ConditionPlace[];
  compile(entry: EntryOf<K>, compiler: ConditionCompiler): CompiledEntry;
  /** Such as `Entered on "Order Completed"`. */
  rule(entry: EntryOf<K>, inWords: (condition: Condition) => string): string;
  /** Why nothing was ever decided about a person; `happened`: whether an event of this name did. */
  silence(entry: EntryOf<K>, happened: (event: string) => boolean): string;
}
