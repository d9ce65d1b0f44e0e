// The web addresses in a text message, as phones make links of them.

/** Not in an address: blanks, invisible characters, quotation marks and the punctuation of Chinese and Japanese. */
const ADDRESS =
  /(?<![a-z0-9])https?:\/\/[^\s\p{Cc}\p{Cf}<>"“”„«»\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+/giu;
const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Replaces each address; `counted` says by what, or undefined for one that stays. */
export async function replaceAddresses(
  text: string,
  counted: (address: string) => Promise<string | undefined>,
): Promise<string> {
  let replaced = '';
  let done = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutSentence(match[0]);
    const by = await counted(address);
    if (by === undefined) continue;
    replaced += text.slice(done, match.index) + by;
    done = match.index + address.length;
  }
  return replaced + text.slice(done);
}

/** Without what belongs to the sentence around it: a full stop at the end, a bracket that opened before the address. */
function withoutSentence(address: string): string {
  let end = address.length;
  while (end > 0) {
    const last = address[end - 1] ?? '';
    const opening = CLOSING[last];
    const body = address.slice(0, end);
    const alone = opening !== undefined && body.split(last).length > body.split(opening).length;
    if (!alone && !/[.,;:!?'*_~…]/.test(last)) break;
    end -= 1;
  }
  return address.slice(0, end);
}
