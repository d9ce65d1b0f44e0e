// A counter that a new program reads for the first time is filled from the profile's history, at its next message.
import { counted, isComplete } from '../domain/condition/counters.ts';
import type { HistoryEntry } from '../domain/profile/history.ts';
import type { CompiledProgram } from '../domain/program/compile.ts';
import type { ProfileStore, StoredProfile } from '../ports/profile-store.ts';

const PAGES_A_READ = 25;

/** The stored profile with the program's counters: new ones counted over its history, ones no rule reads dropped. */
export async function backFilled(
  profiles: ProfileStore,
  program: CompiledProgram,
  stored: StoredProfile,
): Promise<StoredProfile> {
  const wanted = program.counterSet;
  const { state } = stored;
  if (state.counterSet === wanted || state.redirect) return stored;
  const fresh = [...program.counters.values()].filter((spec) => !isComplete(state.counters[spec.id], spec));
  const kept = Object.entries(state.counters).filter(([id]) => {
    const spec = program.counters.get(id);
    return spec && !fresh.includes(spec);
  });
  const counters = Object.fromEntries(kept);
  if (fresh.length && state.createdAt)
    for await (const entry of history(profiles, stored)) {
      if (entry.type !== 'event') continue;
      for (const spec of fresh) {
        if (spec.event !== entry.event.name) continue;
        const counter = counted(counters[spec.id], spec, entry.event);
        if (counter) counters[spec.id] = counter;
      }
    }
  return { ...stored, state: { ...state, counters, counterSet: wanted } };
}

/** Its own history and that of the profiles it took over, oldest first: a ring and its window are pruned by the newest. */
async function* history(profiles: ProfileStore, stored: StoredProfile): AsyncGenerator<HistoryEntry> {
  const pages: HistoryEntry[][] = [];
  for (const id of [stored.state.id, ...stored.state.tookOver]) {
    const whole = id === stored.state.id ? stored : await profiles.read(id);
    if (!whole) continue;
    pages.push(whole.tail);
    // A page of the committed version is the tail once more, put by a writer that did not get to its commit.
    let before = whole.version;
    for (;;) {
      const read = await profiles.pages(id, { before, limit: PAGES_A_READ });
      pages.push(...read.map((page) => page.entries));
      if (read.length < PAGES_A_READ) break;
      before = read.at(-1)?.version ?? 0;
    }
  }
  for (const page of pages.reverse()) yield* page;
}
