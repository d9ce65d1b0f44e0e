// { "segment": id }: whether the profile is in a segment.
import * as z from 'zod';
import { Slug } from '../primitives.ts';

export const SegmentCondition = z
  .strictObject({
    segment: Slug.describe('Id of the segment, such as "customers" for segments/customers.json.'),
  })
  .meta({
    description: 'The person is in this segment.',
    examples: [{ segment: 'customers' }],
  });
export type SegmentCondition = z.infer<typeof SegmentCondition>;
