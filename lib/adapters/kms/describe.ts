// What is stored beside a sealed value: one normal spelling for its hash, a masked form for display, an attribute for
// rules.
import { readEmail } from '../../domain/sealing/email-address.ts';
import type { Sealing } from '../../ports/vault.ts';
import type { ReadPhone } from './phone.ts';

export type SealKind = Parameters<Sealing['seal']>[1];

export interface Description {
  /** What is sealed: phone numbers as E.164, other values as given without surrounding blanks. */
  plain: string;
  /** What is hashed, so that different spellings of one address match. */
  normal: string;
  mask: string;
  derived?: string;
  /** It is not the address that its name promises. It is hashed as a text: no address matches it. */
  unreadable?: true;
}

/** How phone numbers are read; `region` applies to numbers without a country code, which otherwise are none. */
export interface Phones {
  /** Only in functions that seal or look up phone numbers. */
  readPhone?: ReadPhone;
  region?: string;
}

/** Throws where a phone number is to be described and no reader was given. */
export function describe(value: string, kind: SealKind, phones: Phones = {}): Description {
  const plain = value.trim();
  switch (kind) {
    case 'email':
      return describeEmail(plain);
    case 'phone':
      return describePhone(plain, phones);
    case 'name':
      return { plain, normal: plain, mask: `${[...plain].slice(0, 1).join('')}***` };
    case 'ip':
      return { plain, normal: plain, mask: maskIp(plain) };
    case 'url':
      return { plain, normal: plain, mask: maskUrl(plain) };
    case 'token':
      return { plain, normal: plain, mask: plain.length > 12 ? `***${plain.slice(-4)}` : '***' };
    case 'text':
      return { plain: value, normal: value, mask: '***' };
    default:
      return kind satisfies never;
  }
}

function describeEmail(plain: string): Description {
  const address = readEmail(plain);
  if (!address) return { plain, normal: plain, mask: '***', unreadable: true };
  const { typed, key, domain } = address;
  const mask = `${[...key].slice(0, 1).join('')}***@${domain}`;
  return { plain: typed, normal: key, mask, derived: domain };
}

function describePhone(plain: string, { readPhone, region }: Phones): Description {
  if (!readPhone) throw new TypeError('a vault that is to hash phone numbers needs readPhone');
  const phone = readPhone(plain, region);
  if (!phone) return { plain, normal: plain, mask: `***${plain.slice(-2)}`, unreadable: true };
  const { number, national, country } = phone;
  const mask =
    national.length >= 10 ? `${national.slice(0, 3)}****${national.slice(-4)}` : `***${national.slice(-3)}`;
  return { plain: number, normal: number, mask, ...(country ? { derived: country } : {}) };
}

/** The network, where the text is an IP address. */
function maskIp(ip: string): string {
  const network = /^\d{1,3}\.\d{1,3}(?=\.)|^[0-9a-f]{1,4}:[0-9a-f]{1,4}(?=:)/i.exec(ip)?.[0];
  return network === undefined ? '***' : `${network}${ip.includes(':') ? ':***' : '.***'}`;
}

/** Without query and fragment; a path that holds an address is removed too. */
function maskUrl(url: string): string {
  const base = url.slice(0, url.search(/[?#]/) < 0 ? undefined : url.search(/[?#]/));
  return `${/@|%40/i.test(base) ? '' : base}?***`;
}
