// I1 at the door: it says which events it refused and that the rest is taken, and by then it is so.
import type { Evidence } from './evidence.ts';

export function* judgeDoor(evidence: Evidence): Generator<string> {
  for (const { at, good, bad, accepted, refused } of evidence.answers) {
    if (accepted !== good.length) yield `I1 the door took ${accepted} of ${good.length} good events`;
    if (refused.join() !== bad.join())
      yield `I1 the door refused ${refused.join()}, and ${bad.join()} are bad`;
    for (const id of good)
      if ((evidence.mailedAt.get(id) ?? Number.POSITIVE_INFINITY) > at)
        yield `I1 the door answered for ${id} before the mailbox had it`;
    for (const id of bad)
      if ((evidence.setAsideAt.get(id) ?? Number.POSITIVE_INFINITY) > at)
        yield `I1 the door answered for ${id} before it was set aside`;
  }
}
