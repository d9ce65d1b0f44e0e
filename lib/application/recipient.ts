// Whom a profile id stands for now. Reads are strong and follow redirects.
import type { ProfileId } from '../../schemas/primitives.ts';
import type { ProfileState } from '../domain/profile/state.ts';
import type { ProfileStore } from '../ports/profile-store.ts';

/** Redirects have no cycle and a survivor rarely is one; more than this is damage. */
const HOPS_MAX = 16;

export interface Recipient {
  id: ProfileId;
  state: ProfileState;
  /** Every profile on the way, the asked one first and the survivor last. */
  chain: ProfileId[];
}

/** Undefined: nothing was ever stored of it, or it was erased. */
export async function findRecipient(
  profiles: ProfileStore,
  profile: ProfileId,
): Promise<Recipient | undefined> {
  const chain: ProfileId[] = [];
  let id: ProfileId = profile;
  while (chain.length < HOPS_MAX) {
    chain.push(id);
    const stored = await profiles.read(id);
    if (!stored) return undefined;
    if (!stored.state.redirect) return { id, state: stored.state, chain };
    id = stored.state.redirect;
  }
  throw new Error(`more than ${HOPS_MAX} redirects`);
}

/**
 * Every profile whose BLOCK speaks of this person: those on the way, those it took over, and those that were asked for their
 * hand-over and have not given it to somebody else. A no that was said to one of them may still be on its way to STATE.
 */
export async function everyProfileOf(
  profiles: ProfileStore,
  { id, state, chain }: Recipient,
): Promise<ProfileId[]> {
  const all = new Set([...chain, ...state.tookOver]);
  for (const asked of state.linked) {
    if (all.has(asked)) continue;
    const redirect = (await profiles.read(asked))?.state.redirect;
    if (redirect === undefined || redirect === id) all.add(asked);
  }
  return [...all];
}

/** The same way for one that may never have been written: then it is itself alone. */
export async function chainOf(profiles: ProfileStore, profile: ProfileId): Promise<ProfileId[]> {
  return (await findRecipient(profiles, profile))?.chain ?? [profile];
}
