// A value that the door sealed (I9), distinguishable from a plain one.
import type { Sealed } from '../../../schemas/mailbox.ts';

export function isSealed(value: unknown): value is Sealed {
  return typeof value === 'object' && value !== null && '$sealed' in value;
}
