// What tests need of a kind of condition: samples, random conditions, and a plain interpretation.
import type fc from 'fast-check';
import type { Subject } from '../../../lib/domain/condition/subject.ts';
import type { Condition } from '../../../schemas/condition.ts';

export interface ConditionSamples<C extends Condition> {
  /** Valid ones, in the program of tests/unit/domain/condition-kinds.test.ts. Each place for an inner condition is filled in one sample. */
  samples: readonly C[];
  /** Mistakes that its schema cannot find, each with the pointer to it. */
  mistakes: readonly (readonly [C, pointer: string])[];
  /** Compared with `SEALED_OPERAND` where the door seals the value; empty where it compares with no value. */
  sealed: readonly C[];
  /** Random ones; `part` makes the inner conditions. */
  arbitrary(part: fc.Arbitrary<Condition>): fc.Arbitrary<C>;
  /** The simplest possible interpretation, to compare with the compiled one; absent: its tests are elsewhere. */
  naive?(condition: C, subject: Subject, part: (child: Condition) => boolean): boolean;
}

/** What no artefact may contain in plain (I9). */
export const SEALED_OPERAND = 'ann@example.org';
