// Opt-out words, as carriers and the providers of China define them.
const WORDS = new Set([
  'ARRET',
  'CANCEL',
  'END',
  'OPT-OUT',
  'OPTOUT',
  'QUIT',
  'REMOVE',
  'STOP',
  'TD',
  'UNSUBSCRIBE',
]);
/** "Refuse: answer R", which Chinese law requires every commercial SMS to offer. */
const WORDS_OF_CHINA = new Set(['R', 'T', '退订', '拒收']);

/** Whether the whole message is such a word, ignoring case, spaces and punctuation. */
export function optOutWord(body: string, fromNumber: string): boolean {
  const word = body
    .normalize('NFKC')
    .trim()
    .replace(/^[\s"'“”‘’.!,]+|[\s"'“”‘’.!,。！]+$/gu, '')
    .toUpperCase();
  if (WORDS.has(word) || WORDS.has(word.replace('Ê', 'E'))) return true;
  return /^\+?86/.test(fromNumber.replace(/[\s-]/g, '')) && WORDS_OF_CHINA.has(word);
}
