// Resolves the person a profile id stands for now. Reads are strong and follow redirects.
import type { ProfileId } from '../../schemas/primitives.ts';
import type { ProfileState } from '../domain/profile/state.ts';
import type { ProfileStore } from '../ports/profile-store.ts';

/** Redirects have no cycle and a survivor rarely becomes one; more than this indicates damage. */
const HOPS_MAX = 16;

export interface Recipient {
  id: ProfileId;
  state: ProfileState;
  /** Every profile along the redirects, the requested one first and the survivor last. */
  chain: ProfileId[];
}

/** Undefined: nothing was ever stored under it, or it was erased. */
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
 * Every profile whose suppressions apply to this person: those along the redirects, those it took over, and those that
 * were asked for their hand-over and have not handed over to another user. A withdrawal sent to one of them may not
 * have reached STATE yet.
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
