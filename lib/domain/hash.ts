// Short hashes: the beginning of a SHA-256, in the alphabet of ids and URLs.
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The first `characters` x 6 bits of SHA-256, base64url. */
export function shortHash(value: string, characters: number): string {
  const digest = sha256(utf8ToBytes(value));
  let out = '';
  for (let bit = 0; out.length < characters; bit += 6) {
    const at = bit >> 3;
    const pair = ((digest[at] ?? 0) << 8) | (digest[at + 1] ?? 0);
    out += ALPHABET[(pair >> (10 - (bit & 7))) & 63];
  }
  return out;
}

/** 22 characters of base64url of the text's SHA-256. */
export function hashText(text: string): string {
  return shortHash(text, 22);
}
