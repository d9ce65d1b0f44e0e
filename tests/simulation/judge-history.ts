// I1 and I2: everything accepted is in its person's history exactly once, as it was accepted, or quarantined with a
// reason.
import { isTaken } from '../../lib/domain/actor/take-device.ts';
import type { HistoryEntry } from '../../lib/domain/profile/history.ts';
import type { ProfileId } from '../../schemas/primitives.ts';
import type { Accepted, Evidence, FinalProfile } from './evidence.ts';

type EventEntry = Extract<HistoryEntry, { type: 'event' }>;

/** The profile that an address finally leads to. */
export function survivorOf(evidence: Evidence, id: ProfileId): ProfileId {
  const seen = new Set<ProfileId>();
  let at = id;
  for (;;) {
    if (seen.has(at)) return id;
    seen.add(at);
    const next = evidence.profiles.get(at)?.state.redirect;
    if (!next) return at;
    at = next;
  }
}

/** A person's profiles: the survivor first, then all that lead to it. */
export function profilesOf(evidence: Evidence, survivor: ProfileId): FinalProfile[] {
  const all = [...evidence.profiles.values()].filter(({ id }) => survivorOf(evidence, id) === survivor);
  return all.sort((a, b) => Number(b.id === survivor) - Number(a.id === survivor));
}

export function historyOf(evidence: Evidence, survivor: ProfileId): HistoryEntry[] {
  return profilesOf(evidence, survivor).flatMap(({ history }) => history);
}

type Places = ReadonlyMap<string, { survivor: ProfileId; entry: EventEntry }[]>;

export function* judgeHistory(evidence: Evidence): Generator<string> {
  const persons = new Set([...evidence.profiles.keys()].map((id) => survivorOf(evidence, id)));
  const found = new Map<string, { survivor: ProfileId; entry: EventEntry }[]>();
  for (const survivor of persons)
    for (const entry of historyOf(evidence, survivor)) {
      if (entry.type !== 'event') continue;
      const list = found.get(entry.event.id) ?? [];
      found.set(entry.event.id, list);
      list.push({ survivor, entry });
    }
  for (const [id, places] of found) {
    const n = Number(places[0]?.entry.event.properties.n);
    const said = places.some(({ entry }) =>
      evidence.said.some(({ tries }) => tries.includes(entry.event.acceptedAt)),
    );
    // Nobody posts it: the commit says it to whoever had the device before.
    const taken = places.every(({ entry }) => isTaken(entry.event));
    if (!evidence.accepted.has(id) && !evidence.mended.has(n) && !said && !taken)
      yield `I1 ${id} is in a history and was never accepted`;
    if (places.length > 1) yield `I2 ${id} was taken in ${places.length} times`;
  }
  for (const accepted of evidence.accepted.values())
    yield* judgeOne(evidence, accepted, found.get(accepted.id));
  yield* judgeMended(evidence, found);
  yield* judgeOrder(evidence);
  yield* judgeRedirects(evidence);
  const aside = evidence.quarantined.filter(({ detail }) => detail.startsWith('/')).length;
  // Twice if the door learned late that it was taken.
  if (aside < evidence.unreadable)
    yield `I1 ${evidence.unreadable} unreadable messages were accepted, ${aside} are in quarantine`;
}

function* judgeOne(
  evidence: Evidence,
  { id, mailbox, acked, poison, tries }: Accepted,
  places: { survivor: ProfileId; entry: EventEntry }[] | undefined,
): Generator<string> {
  const survivor = survivorOf(evidence, mailbox);
  if (poison) {
    const noted = historyOf(evidence, survivor).some(
      (entry) => entry.type === 'quarantined' && entry.id === id,
    );
    if (acked && !(noted && evidence.setAsideAt.has(id)))
      yield `I1 ${id} could not be taken in and was not quarantined`;
    if (places) yield `I1 ${id} cannot be taken in and was`;
    return;
  }
  if (!places) {
    if (acked) yield `I1 ${id} was accepted for ${mailbox} and is nowhere`;
    return;
  }
  for (const place of places) {
    if (place.survivor !== survivor) yield `I1 ${id} of ${mailbox} is in the history of ${place.survivor}`;
    const { acceptedAt, occurredAt, name, properties } = place.entry.event;
    const matches = tries.some(
      (t) => t.acceptedAt === acceptedAt && t.occurredAt === occurredAt && t.name === name,
    );
    if (!matches || properties.n !== tries[0]?.properties.n) yield `I2 ${id} is not what was accepted`;
  }
}

/** A mended event is taken in once, under whatever id. */
function* judgeMended(evidence: Evidence, found: Places): Generator<string> {
  const taken = Map.groupBy([...found.values()].flat(), ({ entry }) => Number(entry.event.properties.n));
  for (const [n, { mailbox, acked }] of evidence.mended) {
    const places = taken.get(n) ?? [];
    if (acked && !places.length) yield `I1 what was mended for ${mailbox} (n ${n}) is nowhere`;
    if (places.length > 1) yield `I2 what was mended (n ${n}) was taken in ${places.length} times`;
    for (const { survivor } of places)
      if (survivor !== survivorOf(evidence, mailbox)) yield `I1 what was mended (n ${n}) went to ${survivor}`;
  }
}

/** Entries of a profile never go back in time. */
function* judgeOrder(evidence: Evidence): Generator<string> {
  for (const { id, history } of evidence.profiles.values())
    for (const [i, { t }] of history.entries())
      if (t < (history[i - 1]?.t ?? 0)) yield `I2 the history of ${id} goes back in time at ${i}`;
}

function* judgeRedirects(evidence: Evidence): Generator<string> {
  const wanted = new Map<ProfileId, Set<ProfileId>>();
  for (const { mailbox, tries, acked } of evidence.accepted.values()) {
    const from = tries[0]?.anonymous;
    if (!from || !acked) continue;
    const users = wanted.get(from) ?? new Set();
    wanted.set(from, users.add(mailbox));
  }
  for (const [from, users] of wanted) {
    const to = evidence.profiles.get(from)?.state.redirect;
    if (!to || !users.has(to))
      yield `I1 ${from} should lead to ${[...users].join(' or ')} and leads to ${to}`;
  }
  const moved = new Map<ProfileId, ProfileId>();
  for (const { profile, redirect, version } of evidence.commits) {
    const before = moved.get(profile);
    if (before && before !== redirect) yield `I1 the redirect of ${profile} moved at version ${version}`;
    if (redirect) moved.set(profile, redirect);
  }
}
