// Links of an e-mail: which ones are counted, how they are rewritten, and where the open pixel goes.

/** The href of an `<a>` or `<area>`: the text before the value, then the quoted or bare value. */
const HREF = /(<(?:a|area)\s(?:[^<>]*?\s)?href\s*=\s*)("[^"<>]*"|'[^'<>]*'|[^\s"'<>]+)/gi;
const SAFE = /^(?:https?:|mailto:|tel:|sms:|#)/i;
const WEB = /^https?:\/\/[^\s/]/i;

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(
    /&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|(amp|lt|gt|quot|apos));/gi,
    (whole, dec, hex, name) => {
      if (name) return ENTITIES[String(name).toLowerCase()] ?? whole;
      const point = dec ? Number(dec) : Number.parseInt(hex, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    },
  );
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const hrefOf = (quoted: string) => decode(/^["']/.test(quoted) ? quoted.slice(1, -1) : quoted).trim();

/**
 * The http(s) addresses that the html links to, each once, except those under `own` (our own links are not counted).
 */
export function webLinks(html: string, own: string): string[] {
  const found = new Set<string>();
  for (const [, , quoted = ''] of html.matchAll(HREF)) {
    const url = hrefOf(quoted);
    if (WEB.test(url) && !url.startsWith(own)) found.add(url);
  }
  return [...found];
}

/**
 * Replaces each link. A scheme that an e-mail should not contain (`javascript:`, `data:`, a value from a trait) becomes
 * `#`.
 */
export function rewriteLinks(html: string, replacements: ReadonlyMap<string, string>): string {
  return html.replace(HREF, (whole, before: string, quoted: string) => {
    const url = hrefOf(quoted);
    const counted = replacements.get(url);
    if (counted !== undefined) return `${before}"${escapeHtml(counted)}"`;
    return SAFE.test(url) ? whole : `${before}"#"`;
  });
}

/** The html with an invisible picture at the end of its body. */
export function withPixel(html: string, url: string): string {
  const pixel = `<img src="${escapeHtml(url)}" width="1" height="1" alt="">`;
  const end = html.toLowerCase().lastIndexOf('</body>');
  return end < 0 ? html + pixel : html.slice(0, end) + pixel + html.slice(end);
}
