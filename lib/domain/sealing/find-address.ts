// Finds e-mail addresses in any text, so that none stays unsealed (I9). Runs in linear time: no repetition overlaps
// another start.

/** One character, an at sign (plain or percent-encoded), and what looks like a domain with a dot. */
const ADDRESS = /[^\s@](?:@|%40)[^\s@.%/][^\s@%/]*\.[^\s@%/]/i;

export function holdsAddress(text: string): boolean {
  return (text.includes('@') || text.includes('%40')) && ADDRESS.test(text);
}

/** The text with each word that holds an address replaced: for the few fields that must stay readable. */
export function redact(text: string): string {
  if (!holdsAddress(text)) return text;
  return text
    .split(/(\s+)/)
    .map((word) => (holdsAddress(word) ? '(address)' : word))
    .join('');
}

/** Splits a URL in two: the part that may be stored plain, and the query or fragment that may identify a person. */
export function splitUrl(url: string): { base: string; rest: string } {
  const at = url.search(/[?#]/);
  return at < 0 ? { base: url, rest: '' } : { base: url.slice(0, at), rest: url.slice(at) };
}

/** True for an absolute URL that carries a query or a fragment. */
export function hasQuery(text: string): boolean {
  return /^[a-z][a-z0-9+.-]{0,20}:\/\//i.test(text) && /[?#]./.test(text);
}
