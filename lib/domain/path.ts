// Values and paths in conditions: look-up, comparison, and a hash for `same`.

import type { Json } from '../../schemas/primitives.ts';
import { shortHash } from './hash.ts';
import { isSealed } from './sealing/sealed.ts';

export type Getter = (root: Readonly<Record<string, Json>>) => unknown;

/** A getter for a dotted path; a name that itself contains dots takes precedence. Array indexes are numbers. */
export function getter(path: string): Getter {
  if (isPlain(path)) return (root) => root[path];
  const parts = path.split('.');
  if (parts.length === 1) return (root) => own(root, path);
  return (root) => {
    const whole = own(root, path);
    if (whole !== undefined) return whole;
    let value: unknown = root;
    for (const part of parts) {
      if (isSealed(value)) return part === 'domain' || part === 'country' ? value.x : undefined;
      if (typeof value !== 'object' || value === null) return undefined;
      value = own(value, part);
    }
    return value;
  };
}

/** A name without dots that no object inherits, so a plain look-up finds only data. */
export const isPlain = (path: string): boolean => !path.includes('.') && !(path in Object.prototype);

function own(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}

/** Milliseconds of an ISO 8601 instant or date (a date is its midnight UTC); NaN for anything else. */
export function instant(value: unknown): number {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return Number.NaN;
  const zoned = value.length === 10 || /(Z|[+-]\d\d:?\d\d)$/i.test(value);
  return Date.parse(zoned ? value : `${value}Z`);
}

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?\s*$/i;

/** The number that a text writes, as many senders write prices; NaN for anything else. */
export const numberIn = (text: string): number => (NUMBER.test(text) ? Number(text) : Number.NaN);

/** The number or the boolean that a text writes; undefined: it is only a text. */
export function typedIn(text: string): number | boolean | undefined {
  const number = numberIn(text);
  if (!Number.isNaN(number)) return number;
  if (text.length > 16) return undefined;
  const word = text.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

/**
 * The hashes that stand for a value: one sender writes an id as a number, another as a text. Counters keep the hash of
 * what came, as earlier releases did, so both are looked for.
 */
export function valueHashes(value: unknown): readonly string[] {
  const hash = valueHash(value);
  if (typeof value === 'number' || typeof value === 'boolean') return [hash, valueHash(String(value))];
  const typed = typeof value === 'string' ? typedIn(value) : undefined;
  // "007" and "7.0" are other ids than 7.
  return typed !== undefined && String(typed) === value ? [hash, valueHash(typed)] : [hash];
}

/** 36 bits of SHA-256 as 6 base64url characters: enough to distinguish one profile's values. */
export function valueHash(value: unknown): string {
  return shortHash(typeof value === 'object' ? JSON.stringify(value) : `${typeof value}:${value}`, 6);
}
