// I7: every wait ends, and in time once nothing fails any more. In the end nobody waits and every queue is empty.
import type { Evidence } from './evidence.ts';

const IN_TIME_MS = 150_000;
const SETTLED_MS = 30 * 60_000;

export function* judgeWaits(evidence: Evidence): Generator<string> {
  if (!evidence.rested) yield 'I7 the world does not come to rest';
  for (const [queue, n] of Object.entries(evidence.left))
    if (n) yield `I7 ${n} messages are left in ${queue}`;
  for (const { profile, wakeAt } of evidence.waiting)
    yield `I7 ${profile} still waits for ${new Date(wakeAt).toISOString()}`;
  for (const { id, state } of evidence.profiles.values()) {
    if (state.parked) yield `I7 ${id} has ${state.parked.messages.length} messages parked`;
    for (const [journey, { phase, step }] of Object.entries(state.journeys))
      if (phase !== 'done') yield `I7 ${id} is ${phase} in ${journey} at ${step}`;
  }
  if (evidence.floods)
    yield `I7 ${evidence.floods} wakes were handed out into a mailbox known to be too deep`;
  yield* judgeLateness(evidence);
}

function* judgeLateness(evidence: Evidence): Generator<string> {
  for (const { id, history } of evidence.profiles.values())
    for (const [i, entry] of history.entries()) {
      if (entry.type !== 'journey' || entry.what !== 'waits' || entry.until === undefined) continue;
      const { journey, until } = entry;
      if (until < evidence.healedAt + SETTLED_MS) continue;
      const next = history
        .slice(i + 1)
        .find((later) => later.type === 'journey' && later.journey === journey);
      if (next && next.t > until + IN_TIME_MS)
        yield `I7 a wait of ${id} in ${journey} ended ${Math.round((next.t - until) / 1000)} s late`;
    }
}
