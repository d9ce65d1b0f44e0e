/** Suggests an existing name for a mistyped one. */
export function nearest(text: string, names: readonly string[]): string {
  const [first = ''] = names.toSorted((one, other) => distance(text, one) - distance(text, other));
  return first;
}

/** Levenshtein distance, ignoring case. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...one.toLowerCase()].entries()) {
    const next = [i + 1];
    for (const [j, against] of [...other.toLowerCase()].entries())
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === against ? 0 : 1)),
      );
    row = next;
  }
  return row[other.length] ?? 0;
}
