// Links of an e-mail: which ones are counted, how they are rewritten, and where the open pixel goes.
import { escapeHtml, hrefsOf } from '../html.ts';
import { leadsSomewhere, webAddress } from '../web-address.ts';

/**
 * The http(s) addresses that the html links to, each once, except those under `own` (our own links are not counted).
 */
export function webLinks(html: string, own: string): string[] {
  const ours = webAddress(own) ?? own;
  const found = new Set<string>();
  for (const { value } of hrefsOf(html)) {
    const url = webAddress(value);
    if (url !== undefined && !url.startsWith(ours)) found.add(url);
  }
  return [...found];
}

/**
 * Replaces each link by what its address leads to. A link that leads nowhere (`javascript:` from a trait, a relative
 * address) becomes `#`. Everything outside the replaced attributes stays as it was, byte by byte.
 */
export function rewriteLinks(html: string, replacements: ReadonlyMap<string, string>): string {
  let rewritten = '';
  let done = 0;
  for (const { value, start, end } of hrefsOf(html)) {
    const counted = replacements.get(webAddress(value) ?? '');
    if (counted === undefined && leadsSomewhere(value)) continue;
    rewritten += `${html.slice(done, start)}"${escapeHtml(counted ?? '#')}"`;
    done = end;
  }
  return rewritten + html.slice(done);
}

/** The html with an invisible picture at the end of its body. */
export function withPixel(html: string, url: string): string {
  const pixel = `<img src="${escapeHtml(url)}" width="1" height="1" alt="">`;
  const end = html.toLowerCase().lastIndexOf('</body>');
  return end < 0 ? html + pixel : html.slice(0, end) + pixel + html.slice(end);
}
