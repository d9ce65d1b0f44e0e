// Journeys with any steps: no profile waits in one for ever, and no message is requested twice.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Condition } from '../../../schemas/condition.ts';
import type { Step } from '../../../schemas/steps/steps.ts';
import { filled } from '../../support/marks.ts';
import { allStepSamples } from '../../support/steps/steps.ts';
import { findingsOf } from '../../unit/domain/kinds.ts';
import { DAY, event, HOUR, outcome, Person, programOf, T0 } from '../../unit/domain/person.ts';

const condition = fc.constantFrom<Condition>(
  { reachable: 'email' },
  { property: 'price', gt: 5 },
  { did: 'Start', times: { gte: 2 }, within: 'P1D' },
  { not: { trait: 'plan', exists: true } },
);

/** Each step leads only to later ones, as `check` demands. */
const steps = fc.array(fc.constantFrom(...allStepSamples), { minLength: 1, maxLength: 8 }).chain((list) =>
  fc.record({ leads: fc.infiniteStream(fc.nat()), conditions: fc.infiniteStream(condition) }).map((drawn) => {
    const next = <T>(stream: Iterator<T>): T => stream.next().value as T;
    const step = (i: number) => () => `s${i + 1 + (next(drawn.leads) % (list.length - i))}`;
    return Object.fromEntries([
      ...list.map((sample, i): [string, Step] => [
        `s${i}`,
        filled(sample, { step: step(i), condition: () => next(drawn.conditions) }),
      ]),
      [`s${list.length}`, { wait: 'PT1M' }],
    ]);
  }),
);

/** The sender's outcomes in turn; `undefined` means no outcome arrives. */
const answers = fc.infiniteStream(
  fc.constantFrom(
    ...(['sent', 'failed', 'unknown'] as const).map((status) => ({ status })),
    { status: 'refused' as const, reason: 'budget' },
    { status: 'refused' as const, reason: 'window' },
    undefined,
  ),
);

test('a journey with any steps runs to its end, and requests each message once', () => {
  fc.assert(
    fc.property(steps, answers, fc.boolean(), fc.nat({ max: 10 }), (drawn, answer, reachable, price) => {
      const journey = { enter: { on: 'Start' }, start: 's0', steps: drawn };
      for (const finding of findingsOf(journey)) expect(finding).toMatch(/\/steps\/s\d+$/);
      const person = new Person(programOf({ j: journey }));
      if (reachable) person.reachable(T0);
      person.take(T0, event('Start', T0, { properties: { price } }));
      let answered = 0;
      for (let at = T0; at < T0 + 30 * DAY && person.journey('j')?.phase !== 'done'; at += HOUR) {
        for (const request of person.sends.slice(answered)) {
          const said = answer.next().value;
          answered += 1;
          if (!said) continue;
          const { status, ...why } = said;
          person.take(at, outcome(request, status, at, { ...why, retryAt: at + HOUR }));
        }
        const inside = person.journey('j');
        if (inside?.phase !== 'done') expect(person.state?.wakeAt).toBeLessThanOrEqual(inside?.wakeAt ?? 0);
        person.wait(at + HOUR);
      }
      expect(person.journey('j')?.phase).toBe('done');
      expect(person.poison).toEqual([]);
      const ids = person.sends.map(({ sendId }) => sendId);
      expect(new Set(ids).size).toBe(ids.length);
    }),
  );
});
