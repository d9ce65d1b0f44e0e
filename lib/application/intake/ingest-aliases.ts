/**
 * Aliases that join nothing. An alias joins an anonymous visitor to the first user that claims it: two users are never
 * joined, and a visitor stays with the user it became. This is reported to a server key alone, because the answer says who is known
 * here.
 */
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { Mistake } from '../../domain/intake/read-call.ts';
import type { ProfileStore } from '../../ports/profile-store.ts';
import type { Sealing } from '../../ports/vault.ts';
import type { Identified } from './ingest-envelopes.ts';

export interface JudgedAliases {
  /** By index: it asks for what is never done. */
  refused: ReadonlyMap<number, Mistake>;
  /** It joins nothing: people share devices, and a visitor may come later. */
  warnings: readonly (Mistake & { index: number })[];
}

const mistake = (detail: string): Mistake => ({ pointer: '/previousId', detail });
const TAKEN = mistake(
  'The previousId is a visitor who became another user, so nothing was joined: a visitor is joined once.',
);
const USER = mistake(
  'The previousId is a userId: an alias joins an anonymous visitor to a user, and never two users.',
);
const UNKNOWN = mistake(
  'Nothing came from a visitor with this previousId yet, so nothing was joined; what comes from it later will be.',
);

interface Former {
  /** The anonymous profile, and the user that it became. */
  isVisitor: boolean;
  owner?: ProfileId | undefined;
  isUser: boolean;
}

export async function judgeAliases(
  events: readonly Identified[],
  profiles: Pick<ProfileStore, 'read'>,
  ids: Pick<Sealing, 'profileId'>,
): Promise<JudgedAliases> {
  const refused = new Map<number, Mistake>();
  const warnings: (Mistake & { index: number })[] = [];
  const formers = await Promise.all(events.map((event) => formerOf(event, profiles, ids)));
  if (formers.every((former) => former === undefined)) return { refused, warnings };
  const others = events.filter(({ call }) => call.kind !== 'alias');
  const visitors = new Set(others.map(({ call }) => call.anonymousId));
  const users = new Set(others.map(({ call }) => call.userId));
  /** The user that each visitor becomes by this request. */
  const joined = new Map<string, ProfileId>();
  for (const [i, { call, index, profile }] of events.entries()) {
    const former = formers[i];
    const visitor = former ? call.previousId : call.userId && call.anonymousId;
    if (visitor === undefined) continue;
    const owner = former?.owner ?? joined.get(visitor) ?? profile;
    joined.set(visitor, owner);
    if (!former) continue;
    if (owner !== profile) warnings.push({ index, ...TAKEN });
    else if (former.isVisitor || visitors.has(visitor)) continue;
    else if (former.isUser || users.has(visitor)) refused.set(index, USER);
    else warnings.push({ index, ...UNKNOWN });
  }
  return { refused, warnings };
}

/** What is stored of an alias's previousId; undefined for other calls. */
async function formerOf(
  { call: { kind, previousId } }: Identified,
  profiles: Pick<ProfileStore, 'read'>,
  ids: Pick<Sealing, 'profileId'>,
): Promise<Former | undefined> {
  if (kind !== 'alias' || previousId === undefined) return undefined;
  const visitor = await profiles.read(ids.profileId('anonymous', previousId));
  if (visitor) return { isVisitor: true, owner: visitor.state.redirect, isUser: false };
  const user = await profiles.read(ids.profileId('user', previousId));
  return { isVisitor: false, isUser: user !== undefined };
}
