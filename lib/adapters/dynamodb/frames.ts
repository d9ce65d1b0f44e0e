/**
 * Stored values: each a frame of compact JSON under zstd, written with a dictionary. DynamoDB bills a write by its
 * KB. Text that looks random gains nothing from compression (hashes, ciphertexts), so it is not in the JSON: its
 * base64 characters go into the first frame as raw bits, once, and the JSON refers to them.
 *
 * A frame: number of the dictionary (1 byte), how many base64 characters follow (3 bytes), their bits, the zstd
 * frame.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { DICTIONARIES, NEWEST } from './dictionary.ts';
import { Unreadable } from './reach.ts';

/** Decoded text is at most this long: an item is under 400 KB and compresses well. */
const DECODED_BYTES_MAX = 32 * 1024 * 1024;
const COUNT_BYTES = 3;
const HEAD_BYTES = 1 + COUNT_BYTES;
const CHARACTERS_A_GROUP = 4;
/** Higher levels take twice as long and save a hundredth of the bytes. */
const LEVEL = 4;

/** Frames that are stored together, in the order of the values. `characters`: base64url, needed to read the values. */
export function packFrames(values: readonly unknown[], characters = ''): Uint8Array[] {
  const sealed = new SealedOut();
  const texts = values.map((value) => sealed.take(JSON.stringify(value)));
  const all = sealed.characters + characters;
  return texts.map((text, i) =>
    i ? frame(text, '') : frame(`${JSON.stringify(sealed.sizes)}\n${text}`, all),
  );
}

export function unpackFrames(frames: readonly Uint8Array[]): { values: unknown[]; characters: string } {
  const opened = frames.map(open);
  const [first] = opened;
  if (!first) return { values: [], characters: '' };
  const end = first.text.indexOf('\n');
  const sealed = readSealed(JSON.parse(first.text.slice(0, end)) as Sizes[], first.characters);
  const texts = opened.map(({ text }, i) => (i ? text : text.slice(end + 1)));
  return {
    values: texts.map((text) => JSON.parse(putBack(text, sealed.values))),
    characters: sealed.rest,
  };
}

function frame(text: string, characters: string): Uint8Array {
  const options = {
    dictionary: DICTIONARIES.get(NEWEST),
    params: { [constants.ZSTD_c_contentSizeFlag]: 0, [constants.ZSTD_c_compressionLevel]: LEVEL },
  };
  const head = Buffer.alloc(HEAD_BYTES, NEWEST);
  head.writeUIntBE(characters.length, 1, COUNT_BYTES);
  const whole = Math.ceil(characters.length / CHARACTERS_A_GROUP) * CHARACTERS_A_GROUP;
  const bits = Buffer.from(characters.padEnd(whole, 'A'), 'base64url');
  return Buffer.concat([head, bits, zstdCompressSync(text, options)]);
}

function open(bytes: Uint8Array): { text: string; characters: string } {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const dictionary = DICTIONARIES.get(all[0] ?? 0);
  if (!dictionary || all.length < HEAD_BYTES) throw new Unreadable(`a body of format ${all[0]}`);
  const count = all.readUIntBE(1, COUNT_BYTES);
  const textAt = HEAD_BYTES + Math.ceil(count / CHARACTERS_A_GROUP) * COUNT_BYTES;
  const options = { dictionary, maxOutputLength: DECODED_BYTES_MAX };
  return {
    text: zstdDecompressSync(all.subarray(textAt), options).toString(),
    characters: all.toString('base64url', HEAD_BYTES, textAt).slice(0, count),
  };
}

/**
 * A sealed value as the door writes it. Inside a JSON string its quotes would be escaped, so this never matches a
 * person's text.
 */
const SEALED = /"\$sealed":\{"k":"([\w-]+)","c":"([A-Za-z0-9+/]+={0,2})","h":"([\w-]+)"\}/g;
/** What replaces it: not JSON, so no value of a person can look like it. */
const REFERENCE = /"\$sealed":#(\d+)/g;
/** Characters of a sealed value's key id (0: the key of the one before), ciphertext and hash. */
type Sizes = [number, number, number];

class SealedOut {
  readonly sizes: Sizes[] = [];
  characters = '';
  readonly #places = new Map<string, number>();
  #lastKey = '';

  /** The text with a reference for each sealed value; equal values refer to the same position. */
  take(text: string): string {
    if (!text.includes('"$sealed"')) return text;
    return text.replace(SEALED, (whole, k: string, c: string, h: string) => {
      if (c.length % CHARACTERS_A_GROUP) return whole;
      const place = this.#places.get(whole) ?? this.#put(k, c, h);
      this.#places.set(whole, place);
      return `"$sealed":#${place}`;
    });
  }

  #put(k: string, padded: string, h: string): number {
    const c = padded.replaceAll('=', '');
    const key = k === this.#lastKey ? '' : k;
    this.#lastKey = k;
    this.characters += key + c.replaceAll('+', '-').replaceAll('/', '_') + h;
    return this.sizes.push([key.length, c.length, h.length]) - 1;
  }
}

function readSealed(sizes: readonly Sizes[], characters: string): { values: string[]; rest: string } {
  let at = 0;
  let key = '';
  const next = (size: number): string => {
    at += size;
    return characters.slice(at - size, at);
  };
  const values = sizes.map(([k, c, h]) => {
    key = next(k) || key;
    const padded = Math.ceil(c / CHARACTERS_A_GROUP) * CHARACTERS_A_GROUP;
    const ciphertext = next(c).replaceAll('-', '+').replaceAll('_', '/').padEnd(padded, '=');
    return `"$sealed":{"k":"${key}","c":"${ciphertext}","h":"${next(h)}"}`;
  });
  return { values, rest: characters.slice(at) };
}

function putBack(text: string, sealed: readonly string[]): string {
  if (sealed.length === 0) return text;
  return text.replace(REFERENCE, (_, place: string) => {
    const value = sealed[Number(place)];
    if (value === undefined) throw new Unreadable('a reference to no sealed value');
    return value;
  });
}
