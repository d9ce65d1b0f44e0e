// Suggests an existing name for a mistyped one.
import { distance } from 'fastest-levenshtein';

/** The nearest of the names, however far: case counts for nothing. */
export function nearest(text: string, names: readonly string[]): string {
  const edits = (name: string): number => distance(text.toLowerCase(), name.toLowerCase());
  const [first = ''] = names.toSorted((one, other) => edits(one) - edits(other));
  return first;
}
