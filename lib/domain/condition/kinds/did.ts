// How often something happened, in a window or ever: read from a counter that is kept because of this condition.
import type { DidCondition } from '../../../../schemas/conditions/did.ts';
import { undeclaredEvent } from '../../checked-program.ts';
import { count, countSame, nextChange, RING_LENGTH, storage } from '../../counter/counters.ts';
import { getter, valueHashes } from '../../path.ts';
import { durationMs } from '../../time/duration.ts';
import type { Compiling, ConditionModule, Say } from '../module.ts';
import { compileOperators } from '../operators.ts';
import { operatorsInWords, short } from '../phrases.ts';
import { leaf, NO_PROPERTIES, type Test } from '../subject.ts';

export const did: ConditionModule<DidCondition> = {
  members: { did: true, where: true, same: true, times: true, within: true },
  inWhere: false,
  readsCounters: true,
  children: {
    of: (c) => (c.where ? [c.where] : []),
    path: () => ['where'],
    place: 'counted',
    replaced: (c, [where]) => ({ ...c, where }),
  },
  check(c, place, say, program) {
    const undeclared = undeclaredEvent(program, c.did);
    if (undeclared) say(['did'], undeclared, 'warning');
    if (c.same !== undefined && place === 'no-trigger')
      say(['same'], 'there is no triggering event here to be the same as');
    checkTimes(c, say);
  },
  compile,
  dependsOn: (c) => [`did:${c.did}`],
  nextFlip(c, compiling) {
    const windowMs = windowOf(c);
    if (windowMs === undefined) return undefined;
    const spec = compiling.counter(c);
    return (s) => nextChange(s.state.counters[spec.id], spec, s.at, windowMs);
  },
  words({ did, times, within, same, where }, part) {
    return [
      `"${short(did)}"`,
      times === undefined ? '' : ` ${operatorsInWords(times)} times`,
      same === undefined ? '' : ` with the same ${short(same)}`,
      where === undefined ? '' : ` where ${part(where)}`,
      within === undefined ? '' : ` within ${short(within)}`,
    ].join('');
  },
};

const windowOf = ({ within }: DidCondition): number | undefined =>
  within === undefined ? undefined : durationMs(within);

function compile(c: DidCondition, compiling: Compiling): Test {
  const spec = compiling.counter(c);
  const windowMs = windowOf(c);
  const same = c.same === undefined ? undefined : getter(c.same);
  const enough = compileOperators(c.times ?? { gte: 1 });
  return leaf(c, enough, (s) => {
    const counter = s.state.counters[spec.id];
    if (!same) return count(counter, spec, s.at, windowMs);
    const value = same(s.properties ?? NO_PROPERTIES);
    return value === undefined ? 0 : countSame(counter, valueHashes(value), s.at, windowMs);
  });
}

/** Short windows and `same` are counted from the last few events only, so a larger number is never reached. */
function checkTimes(c: DidCondition, say: Say): void {
  const { kind } = storage(windowOf(c), c.same !== undefined);
  if (kind !== 'ring') return;
  for (const [operator, n] of Object.entries(c.times ?? {}))
    if (n >= RING_LENGTH)
      say(
        ['times', operator],
        `"same" and windows up to an hour count ${RING_LENGTH - 1} at most; ask for fewer, or for a longer window`,
      );
}
