// A counter that a new program reads for the first time is filled from the profile's history, at the profile's next
// message.
import { type CounterSpec, counted, isComplete } from '../../domain/counter/counters.ts';
import type { HistoryEntry } from '../../domain/profile/history.ts';
import type { ProfileState } from '../../domain/profile/state.ts';
import type { CompiledProgram } from '../../domain/program/compile.ts';
import type { ProfileStore, StoredProfile } from '../../ports/profile-store.ts';

const PAGES_A_READ = 25;

/** The stored profile with the counters it is to keep: new ones counted over its history, unused ones dropped. */
export async function backFilled(
  profiles: ProfileStore,
  program: CompiledProgram,
  stored: StoredProfile,
): Promise<StoredProfile> {
  const { state } = stored;
  if (state.redirect) return stored;
  const wanted = program.countersOf(state);
  const fresh =
    state.counterSet === program.counterSet
      ? []
      : wanted.filter((spec) => !isComplete(state.counters[spec.id], spec));
  const counters: ProfileState['counters'] = {};
  for (const spec of wanted) {
    const known = state.counters[spec.id];
    if (known && !fresh.includes(spec)) counters[spec.id] = known;
  }
  if (fresh.length && state.createdAt) await countAgain(profiles, stored, fresh, counters);
  return { ...stored, state: { ...state, counters, counterSet: program.counterSet } };
}

async function countAgain(
  profiles: ProfileStore,
  stored: StoredProfile,
  fresh: readonly CounterSpec[],
  counters: ProfileState['counters'],
): Promise<void> {
  for await (const entry of history(profiles, stored)) {
    if (entry.type !== 'event') continue;
    for (const spec of fresh) {
      if (spec.event !== entry.event.name) continue;
      const counter = counted(counters[spec.id], spec, entry.event);
      if (counter) counters[spec.id] = counter;
    }
  }
  // An older version's counter is recognised by being present, so it is stored even where nothing was counted yet.
  for (const { id, live } of fresh) if (!live) counters[id] ??= {};
}

/**
 * The profile's own history and that of the profiles it took over, oldest first, because a ring and its window are
 * pruned by the newest entry.
 */
async function* history(profiles: ProfileStore, stored: StoredProfile): AsyncGenerator<HistoryEntry> {
  const pages: HistoryEntry[][] = [];
  for (const id of [stored.state.id, ...stored.state.tookOver]) {
    const whole = id === stored.state.id ? stored : await profiles.read(id);
    if (!whole) continue;
    pages.push(whole.tail);
    // A page numbered with the committed version repeats the tail: its writer did not get as far as its commit.
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
