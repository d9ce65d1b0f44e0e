// Splits a whole by weights so that the parts sum to it exactly: largest remainder, ties to the earlier part.

/** Parts in the order of the weights, which are non-negative integers; if they sum to 0, nothing is split. */
export function split(whole: bigint, weights: readonly number[]): bigint[] {
  const sum = weights.reduce((total, weight) => total + BigInt(weight), 0n);
  if (sum === 0n) return weights.map(() => 0n);
  const sign = whole < 0n ? -1n : 1n;
  const shares = weights.map((weight, index) => {
    const product = whole * sign * BigInt(weight);
    return { index, part: product / sum, remainder: product % sum };
  });
  let left = whole * sign - shares.reduce((total, share) => total + share.part, 0n);
  const byRemainder = shares.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const share of byRemainder) {
    if (left === 0n) break;
    share.part += 1n;
    left -= 1n;
  }
  return shares.map((share) => share.part * sign);
}
