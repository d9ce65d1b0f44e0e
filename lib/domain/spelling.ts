/**
 * A name in the form that its spellings share: `order_completed` and `OrderCompleted` are `ordercompleted`. Case,
 * blanks, marks between words, invisible characters and full-width letters do not count.
 */
export const spelled = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
