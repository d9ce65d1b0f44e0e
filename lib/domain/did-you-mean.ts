// The declared name that a misspelt one was meant to be.
import { distance } from 'fastest-levenshtein';

/** The nearest of the names; undefined: none is near. Case, and what separates words, count for little. */
export function nearest(written: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const edits = distance(plain(written), plain(name));
    if (name === written || edits > slipsIn(plain(name)) || edits >= least) continue;
    best = name;
    least = edits;
  }
  return best;
}

/** How many letters a slip may change; two letters exchanged are two changes. More make another name. */
const slipsIn = ({ length }: string): number => [0, 0, 0, 1, 2, 2][length] ?? 3;

const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]+/g, '');

/** `; did you mean "welcome-mail"?`, or nothing. */
export function didYouMean(written: string, names: Iterable<string>): string {
  const name = nearest(written, names);
  return name === undefined ? '' : `; did you mean "${name}"?`;
}
