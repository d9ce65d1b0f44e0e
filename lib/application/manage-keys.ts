/**
 * Write keys as people manage them: made, listed, changed for a new one with an overlap, revoked. The key is in the answer
 * of the call that made it and nowhere else. The door follows within the minute for which it believes what it read.
 */
import { durationMs } from '../domain/time/duration.ts';
import type { KeyRecord, KeyRing, Scope } from '../ports/write-keys.ts';

export interface KeyPorts {
  ring: KeyRing;
  /** Characters nobody can guess. */
  random: () => string;
  clock: () => number;
}

export type Made = KeyRecord & { key: string };
export type Rotated = { made: Made; old: KeyRecord } | 'not-found' | 'ended';

export async function createKey(
  { ring, random, clock }: KeyPorts,
  { scope, name, by }: { scope: Scope; name: string; by: string },
): Promise<Made> {
  // A name in front, so that a scanner of leaked secrets, and a person, can tell what was found.
  const key = `cairn_${scope}_${random()}`;
  return { ...(await ring.add(key, { scope, name, createdAt: clock(), createdBy: by })), key };
}

/** A new key of the same scope and name; the old one works for `overlap` more, so that senders can change over. */
export async function rotateKey(
  ports: KeyPorts,
  id: string,
  { overlap, by }: { overlap: string; by: string },
): Promise<Rotated> {
  const old = await ports.ring.get(id);
  if (!old) return 'not-found';
  const now = ports.clock();
  if (old.revokedAt !== undefined && old.revokedAt <= now) return 'ended';
  const made = await createKey(ports, { scope: old.scope, name: old.name, by });
  const ended = await ports.ring.end(id, now + durationMs(overlap));
  return { made, old: ended ?? old };
}

export async function revokeKey({ ring, clock }: KeyPorts, id: string): Promise<KeyRecord | undefined> {
  return ring.end(id, clock());
}
