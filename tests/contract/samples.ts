// Small realistic values for the contract suites.
import { randomBytes } from 'node:crypto';
import type { HistoryEntry } from '../../lib/domain/profile/history.ts';
import type { ProfileId } from '../../schemas/primitives.ts';

export const newId = (kind: 'u' | 'a' | 'e' | 'p' = 'u'): ProfileId =>
  `${kind}-${randomBytes(16).toString('base64url')}`;

export const T0 = Date.UTC(2026, 10, 20, 9);

/** An event entry of a history; `n` determines its hash, its time and its number. */
export function eventEntry(
  n: number,
  times: { acceptedAt?: number; clientAt?: number | null } = {},
): HistoryEntry {
  const acceptedAt = times.acceptedAt ?? T0 + n * 1000;
  const clientAt = times.clientAt === undefined ? acceptedAt : times.clientAt;
  return {
    t: acceptedAt,
    type: 'event',
    hash: hashOf(n),
    event: {
      id: `event-${n}`,
      kind: 'track',
      name: 'Product Viewed',
      occurredAt: acceptedAt,
      acceptedAt,
      index: 0,
      clientAt,
      trust: 'server',
      properties: { product_id: `sku-${n}`, price: 10 + n },
      traits: {},
      context: {},
    },
  };
}

/** A 48-bit hash as 8 characters of base64url. */
export function hashOf(n: number): string {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(n, 0, 6);
  return bytes.toString('base64url');
}
