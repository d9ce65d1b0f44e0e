// Buckets of a counter as stored: the first one's number, how many bits a count takes, and the counts, as many per
// letter as fit its six bits. Most counts are small: in decimals, with a comma each, they made up a third of a
// profile.

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Map([...LETTERS].map((letter, value) => [letter.charCodeAt(0), value]));
const LETTER_BITS = 6;
const WIDTHS = [1, 2, 3, 6];

/**
 * Stored unpacked where a count does not fit a letter, or where zeros at the end could not be distinguished from the
 * padding of the last letter.
 */
export function packBuckets(buckets: number[]): string | number[] {
  const largest = Math.max(...buckets.slice(1));
  const width = WIDTHS.find((bits) => largest < 2 ** bits);
  if (width === undefined || !buckets.at(-1) || buckets.length < 2) return buckets;
  let packed = `${buckets[0]} ${width}`;
  for (let at = 1; at < buckets.length; ) {
    let letter = 0;
    for (let bits = 0; bits < LETTER_BITS; bits += width) letter |= (buckets[at++] ?? 0) << bits;
    packed += LETTERS[letter];
  }
  return packed;
}

export function unpackBuckets(packed: string): number[] {
  const space = packed.indexOf(' ');
  const width = Number(packed[space + 1]);
  const mask = 2 ** width - 1;
  const buckets = [Number(packed.slice(0, space))];
  for (let at = space + 2; at < packed.length; at += 1) {
    const letter = VALUES.get(packed.charCodeAt(at)) ?? 0;
    for (let bits = 0; bits < LETTER_BITS; bits += width) buckets.push((letter >> bits) & mask);
  }
  while (buckets.at(-1) === 0) buckets.pop();
  return buckets;
}
