// Reads a text as one e-mail address (RFC 5321, 6531): the same reading decides its hash, its profile id, whether the
// person is reachable, and what a provider gets. Anything that could be more or less than one address is none.
import { visibleText } from './visible-text.ts';

export interface EmailAddress {
  /** As typed, without `mailto:` and invisible marks. */
  typed: string;
  /** One spelling for all ways to write it. Dots and plus tags are kept: some hosts tell them apart. */
  key: string;
  /** What providers take: only the domain's ASCII form travels everywhere; the rest is as typed, its host may care. */
  deliverable: string;
  /** Lower case, as typed. */
  domain: string;
}

const LOCAL_BYTES_MAX = 64;
const ADDRESS_BYTES_MAX = 254;
/** Also none of the characters that stand for one that was lost on its way: several addresses would be one. */
const ATOM = String.raw`[^\s\p{Cc}\p{Cs}\ufffd@.,;:<>()[\]"\\]+`;
const PARTS = new RegExp(String.raw`^(${ATOM}(?:\.${ATOM})*)@([^\s\p{Cc}@,;:<>()[\]"\\/?#%&=]+)$`, 'u');
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** A top-level domain has two characters at least, and is never a number. */
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)+(?=[a-z].)${LABEL}$`);
const DOMAIN_MAX = 253;

/** Undefined: not one address. */
export function readEmail(text: string): EmailAddress | undefined {
  const typed = visibleText(text)
    .replace(/^mailto:/i, '')
    .normalize('NFC');
  const [, local = '', domain = ''] = PARTS.exec(typed) ?? [];
  const ascii = asciiDomain(domain);
  if (ascii === undefined || bytes(local) > LOCAL_BYTES_MAX) return undefined;
  const deliverable = `${local}@${ascii}`;
  if (bytes(deliverable) > ADDRESS_BYTES_MAX) return undefined;
  return { typed, key: `${local.toLowerCase()}@${ascii}`, deliverable, domain: domain.toLowerCase() };
}

const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** The URL standard's domain to ASCII (UTS 46), which also lower-cases. */
function asciiDomain(domain: string): string | undefined {
  const plain = /^\p{ASCII}*$/u.test(domain) && !/xn--/i.test(domain);
  if (!plain && !URL.canParse(`http://${domain}`)) return undefined;
  const ascii = plain ? domain.toLowerCase() : new URL(`http://${domain}`).hostname;
  return DOMAIN.test(ascii) && ascii.length <= DOMAIN_MAX ? ascii : undefined;
}
