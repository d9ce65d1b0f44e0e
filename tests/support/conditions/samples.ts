// What tests need of a kind of condition: samples of it, conditions made at random, and a plain reading of it.
import type fc from 'fast-check';
import type { Subject } from '../../../lib/domain/condition/subject.ts';
import type { Condition } from '../../../schemas/condition.ts';

export interface ConditionSamples<C extends Condition> {
  /** Good ones, in the program of tests/unit/domain/condition-kinds.test.ts. Each place for a condition inside is filled in one. */
  samples: readonly C[];
  /** Mistakes that its schema cannot see, each with the pointer to it. */
  mistakes: readonly (readonly [C, pointer: string])[];
  /** Compared with `SEALED_OPERAND` where the door seals the value; none where it compares with no value. */
  sealed: readonly C[];
  /** Ones made at random; `part` makes those inside. */
  arbitrary(part: fc.Arbitrary<Condition>): fc.Arbitrary<C>;
  /** As simple a reading as can be, to compare with what is compiled; absent: its tests are elsewhere. */
  naive?(condition: C, subject: Subject, part: (child: Condition) => boolean): boolean;
}

/** What no artefact may hold in plain (I9). */
export const SEALED_OPERAND = 'ann@example.org';
