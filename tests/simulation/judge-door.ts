// I1 at the door: it reports which events it refused and that the others are taken, and by then this is true.
import type { Evidence } from './evidence.ts';

export function* judgeDoor(evidence: Evidence): Generator<string> {
  for (const { at, good, bad, accepted, refused } of evidence.answers) {
    if (accepted !== good.length) yield `I1 the door took ${accepted} of ${good.length} good events`;
    if (refused.join() !== bad.join())
      yield `I1 the door refused ${refused.join()}, and ${bad.join()} are bad`;
    for (const id of good)
      if ((evidence.mailedAt.get(id) ?? Number.POSITIVE_INFINITY) > at)
        yield `I1 the door responded for ${id} before the mailbox had it`;
    for (const id of bad)
      if ((evidence.setAsideAt.get(id) ?? Number.POSITIVE_INFINITY) > at)
        yield `I1 the door responded for ${id} before it was quarantined`;
  }
}
