/**
 * A name in the form that its spellings share: `order_completed` and `OrderCompleted` are `ordercompleted`. Case,
 * blanks, marks between words, invisible characters and full-width letters do not count.
 */
export function spelled(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const PLAIN = /^[a-z0-9]*$/;
