// What a browser would open for a link (WHATWG URL): which links are counted, and where a click leads.

/** What a link in a message may also be: it is left as it is. */
const OTHERS = new Set(['mailto:', 'tel:', 'sms:', 'cid:', 'data:']);

/**
 * The http(s) address in ASCII, as it goes over the wire: host in punycode, path and query percent-encoded, line breaks
 * and tabs removed. Undefined: not an http(s) address of its own, such as `#top`, `/cart` or `http://`.
 */
export function webAddress(link: string): string | undefined {
  const url = URL.parse(link.trim());
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined;
}

/** Whether a recipient can follow the link, or it jumps within the message. */
export function leadsSomewhere(link: string): boolean {
  const trimmed = link.trim();
  if (trimmed.startsWith('#')) return true;
  return webAddress(trimmed) !== undefined || OTHERS.has(URL.parse(trimmed)?.protocol ?? '');
}
