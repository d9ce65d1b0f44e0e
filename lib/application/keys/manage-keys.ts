/**
 * Management of write keys: made, listed, rotated with an overlap, revoked. The key appears only in the response of
 * the call that made it. The door follows within a minute, because it caches what it read for that long.
 */
import { durationMs } from '../../domain/time/duration.ts';
import type { KeyRecord, KeyRing, Scope } from '../../ports/write-keys.ts';

export interface KeyPorts {
  ring: KeyRing;
  /** Random characters that cannot be guessed. */
  random: () => string;
  clock: () => number;
}

export type Made = KeyRecord & { key: string };
export type Rotated =
  | { status: 'rotated'; made: Made; old: KeyRecord }
  | { status: 'not-found' }
  /** The key already has an end, past or future: from its own rotation, or from a revocation. */
  | { status: 'ends'; old: KeyRecord };

export async function createKey(
  { ring, random, clock }: KeyPorts,
  { scope, name, by }: { scope: Scope; name: string; by: string },
): Promise<Made> {
  // The prefix lets a scanner of leaked secrets, and a person, recognise what was found.
  const key = `cairn_${scope}_${random()}`;
  return { ...(await ring.add(key, { scope, name, createdAt: clock(), createdBy: by })), key };
}

/**
 * Makes a new key of the same scope and name; the old one works for `overlap` longer, so that senders can change
 * over. Once only: a second successor would be one more working key that nobody uses.
 */
export async function rotateKey(
  ports: KeyPorts,
  id: string,
  { overlap, by }: { overlap: string; by: string },
): Promise<Rotated> {
  const old = await ports.ring.get(id);
  if (!old) return { status: 'not-found' };
  if (old.revokedAt !== undefined) return { status: 'ends', old };
  const now = ports.clock();
  const made = await createKey(ports, { scope: old.scope, name: old.name, by });
  const replaced = (await ports.ring.replace(id, made.id, now + durationMs(overlap))) ?? old;
  if (replaced.replacedBy === made.id) return { status: 'rotated', made, old: replaced };
  // Another rotation was first: this key was shown to nobody.
  await ports.ring.end(made.id, now);
  return { status: 'ends', old: replaced };
}

export async function revokeKey({ ring, clock }: KeyPorts, id: string): Promise<KeyRecord | undefined> {
  return ring.end(id, clock());
}
