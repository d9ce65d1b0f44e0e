// A value that the door sealed (I9), told from one in plain.
import type { Sealed } from '../../../schemas/mailbox.ts';

export function isSealed(value: unknown): value is Sealed {
  return typeof value === 'object' && value !== null && '$sealed' in value;
}
