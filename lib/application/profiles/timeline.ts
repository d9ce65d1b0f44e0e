/**
 * A person's history, newest first: STATE's tail, then the pages, of the profile and of those it took over. Their
 * events before a login are in the anonymous profile's own pages.
 *
 * A cursor names the time of the last entry shown and how many entries of that time remain. Entries are only added at
 * the new end and never change, so a cursor stays valid while the tail becomes a page.
 */
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { HistoryEntry } from '../../domain/profile/history.ts';
import type { ProfileStore } from '../../ports/profile-store.ts';
import type { Recipient } from '../recipient.ts';

export interface Past {
  profile: ProfileId;
  entry: HistoryEntry;
}

const PAGES_A_READ = 20;

/** Newest first. Reads only as many pages as the caller consumes. */
export async function* past(profiles: ProfileStore, { state, chain }: Recipient): AsyncGenerator<Past> {
  const ids = [...new Set([state.id, ...chain, ...state.tookOver])];
  const sources = await Promise.all(ids.map((id) => begin(ownPast(profiles, id))));
  while (true) {
    const newest = sources
      .filter((source) => source.head)
      .reduce<Source | undefined>((a, b) => (a && headTime(a) >= headTime(b) ? a : b), undefined);
    if (!newest?.head) return;
    yield newest.head;
    newest.head = await next(newest.rest);
  }
}

interface Source {
  head: Past | undefined;
  rest: AsyncGenerator<Past>;
}

async function begin(rest: AsyncGenerator<Past>): Promise<Source> {
  return { head: await next(rest), rest };
}

async function next(rest: AsyncGenerator<Past>): Promise<Past | undefined> {
  const { value, done } = await rest.next();
  return done ? undefined : value;
}

const headTime = (source: Source): number => source.head?.entry.t ?? 0;

async function* ownPast(profiles: ProfileStore, profile: ProfileId): AsyncGenerator<Past> {
  const stored = await profiles.read(profile);
  for (const entry of stored?.tail.toReversed() ?? []) yield { profile, entry };
  // H#v is the tail of the committed v. A page of this version would repeat this tail: a commit that did not finish has
  // put it.
  let before = stored?.version ?? 0;
  while (before > 0) {
    const pages = await profiles.pages(profile, { before, limit: PAGES_A_READ });
    for (const page of pages) for (const entry of page.entries.toReversed()) yield { profile, entry };
    before = pages.length < PAGES_A_READ ? 0 : (pages.at(-1)?.version ?? 0);
  }
}

export interface Cursor {
  /** The time (ms) of the last entry shown. */
  t: number;
  /** Entries of that time that were not shown yet. */
  left: number;
}

export interface Chapter {
  entries: Past[];
  cursor?: Cursor;
}

/** At most `limit` entries after the cursor. */
export async function timeline(
  profiles: ProfileStore,
  recipient: Recipient,
  limit: number,
  after?: Cursor,
): Promise<Chapter> {
  const entries: Past[] = [];
  let last = 0;
  let left = 0;
  for await (const one of below(past(profiles, recipient), after)) {
    if (entries.length < limit) {
      entries.push(one);
      last = one.entry.t;
    } else if (one.entry.t === last) left += 1;
    else return { entries, cursor: { t: last, left } };
  }
  return left > 0 ? { entries, cursor: { t: last, left } } : { entries };
}

/** The entries not shown yet: of the cursor's time the oldest `left`, and all older ones. */
async function* below(all: AsyncGenerator<Past>, after: Cursor | undefined): AsyncGenerator<Past> {
  let moment: Past[] = [];
  for await (const one of all) {
    if (after && one.entry.t > after.t) continue;
    if (after && one.entry.t === after.t) moment.push(one);
    else {
      yield* oldest(moment, after?.left ?? 0);
      moment = [];
      yield one;
    }
  }
  yield* oldest(moment, after?.left ?? 0);
}

const oldest = (moment: Past[], left: number): Past[] => moment.slice(Math.max(0, moment.length - left));
