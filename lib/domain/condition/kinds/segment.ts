// Whether the profile is in a segment: evaluates the segment's own condition.
import type { SegmentCondition } from '../../../../schemas/conditions/segment.ts';
import { missingDocument } from '../../checked-program.ts';
import type { ConditionModule } from '../module.ts';
import { short } from '../phrases.ts';
import { leaf } from '../subject.ts';

export const segment: ConditionModule<SegmentCondition> = {
  members: { segment: true },
  inWhere: false,
  // The segment's condition may.
  readsCounters: true,
  check(c, _place, say, program) {
    const missing = missingDocument(program, 'segments', c.segment);
    if (missing) say(['segment'], missing);
  },
  compile(c, compiling) {
    const condition = compiling.segment(c.segment);
    // Nobody is in a deleted segment.
    return condition ? compiling.part(condition) : leaf(c, Boolean, () => false);
  },
  // The compiled condition of the segment adds its own causes.
  dependsOn: () => [],
  words: (c) => `in segment ${short(c.segment)}`,
};
