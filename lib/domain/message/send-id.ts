// The id of one decision to send (I3): the same decision gives the same id, however often and wherever it is made again.
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * 22 characters of base64url (132 bits): short enough for a provider's tag and an SQS deduplication id.
 * `born` is the profile id the journey entry was born with, so a merge of profiles changes no id.
 */
export function sendId(born: string, journey: string, entry: number, step: string, visit: number): string {
  // JSON keeps the parts apart: ("a", "bc") and ("ab", "c") are two decisions.
  return hashText(JSON.stringify([born, journey, entry, step, visit]));
}

/** 22 characters of base64url of the text's SHA-256. */
export function hashText(text: string): string {
  const digest = sha256(utf8ToBytes(text));
  let out = '';
  let bits = 0;
  let held = 0;
  for (const byte of digest) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 6 && out.length < 22) {
      bits -= 6;
      out += ALPHABET[(held >> bits) & 63];
    }
    held &= (1 << bits) - 1;
    if (out.length === 22) break;
  }
  return out;
}
