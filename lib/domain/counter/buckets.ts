/**
 * Counts by bucket of time: the number of the first bucket, then its count and the count of each following bucket.
 * This is the stored form, so reading and writing a profile converts nothing; zeros in between cost almost nothing
 * there.
 */
export type Buckets = number[];

/** Adds one to `bucket` and drops buckets before `oldest`. */
export function addedTo(buckets: Readonly<Buckets> | undefined, bucket: number, oldest: number): Buckets {
  const kept = since(buckets, oldest);
  if (bucket < oldest) return kept;
  const [first] = kept;
  if (first === undefined) return [bucket, 1];
  if (bucket < first) {
    kept.splice(1, 0, 1, ...new Array<number>(first - bucket - 1).fill(0));
    kept[0] = bucket;
    return kept;
  }
  const place = bucket - first + 1;
  while (kept.length <= place) kept.push(0);
  kept[place] = (kept[place] ?? 0) + 1;
  return kept;
}

/** The buckets from `oldest` on, as a new list whose first bucket is not empty. */
function since(buckets: Readonly<Buckets> | undefined, oldest: number): Buckets {
  const [first] = buckets ?? [];
  if (!buckets || first === undefined) return [];
  let place = 1 + Math.max(0, oldest - first);
  while (buckets[place] === 0) place += 1;
  const counts = buckets.slice(place);
  return counts.length ? [first + place - 1, ...counts] : [];
}

/** Sum over the buckets from `from` to `to`, both included. */
export function sumOf(buckets: Readonly<Buckets> | undefined, from: number, to: number): number {
  const first = buckets?.[0];
  if (!buckets || first === undefined) return 0;
  const end = Math.min(buckets.length, to - first + 2);
  let sum = 0;
  for (let place = Math.max(1, from - first + 1); place < end; place += 1) sum += buckets[place] ?? 0;
  return sum;
}

/** Numbers of the buckets that are not empty. */
export function filled(buckets: Readonly<Buckets> | undefined): number[] {
  const [first = 0, ...counts] = buckets ?? [];
  return counts.flatMap((n, i) => (n ? [first + i] : []));
}

/** The sum of two bucket lists. */
export function merged(a: Readonly<Buckets> | undefined, b: Readonly<Buckets> | undefined): Buckets {
  if (!a?.length || !b?.length) return [...(a?.length ? a : (b ?? []))];
  const first = Math.min(a[0] ?? 0, b[0] ?? 0);
  const last = Math.max(...[a, b].map(([start = 0, ...counts]) => start + counts.length - 1));
  const sums = Array.from({ length: last - first + 1 }, (_, i) => {
    const bucket = first + i;
    return sumOf(a, bucket, bucket) + sumOf(b, bucket, bucket);
  });
  return [first, ...sums];
}
