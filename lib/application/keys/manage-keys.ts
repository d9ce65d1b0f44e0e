/**
 * Write keys as people manage them: made, listed, changed for a new one with an overlap, revoked. The key is in the answer
 * of the call that made it and nowhere else. The door follows within the minute for which it believes what it read.
 */
import { durationMs } from '../../domain/time/duration.ts';
import type { KeyRecord, KeyRing, Scope } from '../../ports/write-keys.ts';

export interface KeyPorts {
  ring: KeyRing;
  /** Characters nobody can guess. */
  random: () => string;
  clock: () => number;
}

export type Made = KeyRecord & { key: string };
export type Rotated =
  | { status: 'rotated'; made: Made; old: KeyRecord }
  | { status: 'not-found' }
  /** It has an end already, past or to come: that of its own rotation, or of a revocation. */
  | { status: 'ends'; old: KeyRecord };

export async function createKey(
  { ring, random, clock }: KeyPorts,
  { scope, name, by }: { scope: Scope; name: string; by: string },
): Promise<Made> {
  // A name in front, so that a scanner of leaked secrets, and a person, can tell what was found.
  const key = `cairn_${scope}_${random()}`;
  return { ...(await ring.add(key, { scope, name, createdAt: clock(), createdBy: by })), key };
}

/**
 * A new key of the same scope and name; the old one works for `overlap` more, so that senders can change over. Once: a
 * second successor would be one more key that works and that nobody waits for.
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
  // Somebody else's rotation was there first: this key was shown to nobody.
  await ports.ring.end(made.id, now);
  return { status: 'ends', old: replaced };
}

export async function revokeKey({ ring, clock }: KeyPorts, id: string): Promise<KeyRecord | undefined> {
  return ring.end(id, clock());
}
