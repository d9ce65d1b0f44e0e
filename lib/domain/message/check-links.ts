// Links of a template that would lead nowhere, whoever gets it: found before it is published, because a recipient cannot
// report them.
import { hrefsOf } from '../../channels/html.ts';
import { leadsSomewhere, webAddress } from '../../channels/web-address.ts';

/** Stand for Liquid in a source: what is written there, and what only decides. Neither occurs in text. */
const WRITTEN = '\ue000';
const DECIDED = '\ue001';
const LIQUID =
  /\{\{[\s\S]*?\}\}|\{%-?\s*(?:comment|raw)\b[\s\S]*?\{%-?\s*end(?:comment|raw)\s*-?%\}|\{%[\s\S]*?%\}/g;
const HOSTLESS = /https?:\/*(?=[\s"'<>)]|$)/i;

/** In words, one for each link. */
export function brokenLinks(source: string, mode: 'html' | 'text'): string[] {
  const masked = source.replace(LIQUID, (liquid) => (liquid.startsWith('{{') ? WRITTEN : DECIDED));
  if (mode === 'text')
    return HOSTLESS.test(masked) ? ['an address has no host: write https://your.shop/'] : [];
  return hrefsOf(masked).flatMap(({ value }, i) => {
    const broken = faultOf(value);
    return broken === undefined ? [] : [`link ${i + 1}: ${broken}`];
  });
}

function faultOf(href: string): string | undefined {
  // What a value will be is not known here.
  if (href.trimStart().startsWith(WRITTEN) || href.includes(DECIDED)) return undefined;
  const link = href.replaceAll(WRITTEN, 'x').trim();
  const wanted = 'write an address that begins with https://';
  if (link === '') return `href is empty; ${wanted}`;
  if (link === '#') return `"#" leads nowhere; ${wanted}`;
  if (webAddress(link) === undefined && /^https?:/i.test(link))
    return `the address has no valid host; ${wanted}`;
  if (leadsSomewhere(link)) return undefined;
  const scheme = URL.parse(link)?.protocol;
  return scheme === undefined
    ? `the address is relative, and a message is on no site; ${wanted}`
    : `no mail program follows "${scheme}", and it would be sent as "#"; ${wanted}`;
}
