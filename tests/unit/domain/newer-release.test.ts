// During a rollout an instance meets what a newer one stored: a program with channels and forms it does not know, parts of a
// state, history entries, models of a total. Nothing of it stops the events of the person, or those of anybody else.
import { describe, expect, test } from 'vitest';
import { inWords } from '../../../lib/application/profiles/words.ts';
import { decodeTotal, encodeTotal, sumTotals } from '../../../lib/domain/attribution/totals.ts';
import { mergeInto } from '../../../lib/domain/profile/hand-over.ts';
import type { HistoryEntry } from '../../../lib/domain/profile/history.ts';
import { newProfile } from '../../../lib/domain/profile/state.ts';
import type { Program } from '../../../schemas/program.ts';
import { consent, DEVICE, event, HOUR, MINUTE, mailing, Person, programOf, T0, USER } from './person.ts';

type Loose = { journeys: Record<string, { enter: object; steps: Record<string, object> }> };

/** As stored: a journey that a withdrawal or an order enters, changed as no schema of today allows. */
function stored(change: (journey: Loose['journeys'][string]) => void): Program {
  const program = programOf({
    bye: { enter: { on: 'Consent Withdrawn' }, ...mailing },
    view: { enter: { on: 'Viewed' }, ...mailing },
  });
  const copy = JSON.parse(JSON.stringify(program)) as Program & Loose;
  const { bye } = copy.journeys;
  if (bye) change(bye);
  return copy;
}

describe.each<[string, Parameters<typeof stored>[0]]>([
  ['a send on a channel', ({ steps }) => Object.assign(steps, { mail: { send: 'fax', template: 'mail' } })],
  ['a send to the best channel', ({ steps }) => Object.assign(steps, { mail: { send: { best: ['sms'] } } })],
  ['a wait between two times', ({ steps }) => Object.assign(steps, { mail: { wait: { between: [] } } })],
  ['a condition on a channel', ({ enter }) => Object.assign(enter, { if: { not: { reachable: 'fax' } } })],
  ['an operator', ({ enter }) => Object.assign(enter, { if: { property: 'price', between: [1, 2] } })],
  [
    'a member of a count',
    ({ enter }) => Object.assign(enter, { if: { not: { did: 'A', of: { sum: 'x' } } } }),
  ],
  ['a window of a count', ({ enter }) => Object.assign(enter, { if: { did: 'A', within: 'entry' } })],
  ['parts that are no list', ({ enter }) => Object.assign(enter, { if: { all: 'of them' } })],
])('with %s that this release does not know', (_, change) => {
  const person = new Person(stored(change)).reachable(T0);
  person.take(T0 + MINUTE, consent(false, T0 + MINUTE));
  person.take(T0 + HOUR, event('Viewed', T0 + HOUR));

  test('a withdrawal is taken in, and nothing is sent after it', () => {
    expect(person.poison).toEqual([]);
    expect(person.state?.consent['marketing']?.['email']?.no).toBeDefined();
    expect(person.effects.filter((effect) => effect.type === 'send')).toEqual([]);
  });

  test('the journey holds nobody', () => {
    expect(person.state?.journeys['bye']?.phase ?? 'done').toBe('done');
  });
});

test('a part of the state that this release does not know survives a merge', () => {
  const other = { ...newProfile(DEVICE), tags: ['vip'] };
  const own = newProfile(USER);
  mergeInto(own, other, { from: DEVICE, counters: new Map(), note: () => undefined });
  expect(own).toMatchObject({ tags: ['vip'] });
});

test('a history entry of an unknown type is called by its name', () => {
  expect(inWords({ t: T0, type: 'tagged', tag: 'vip' } as unknown as HistoryEntry)).toBe('tagged');
});

test('credits of an unknown model stay in totals that are recomputed', () => {
  const total = '{"c":{"EUR":{"s":"5","m":{"last":["7","1"],"decay":["3","1"]}}}}';
  expect(encodeTotal(sumTotals([decodeTotal(total)]))).toBe(total);
  expect(JSON.parse(encodeTotal(sumTotals([decodeTotal(total), decodeTotal(total)]))).c.EUR.m).toEqual({
    last: ['14', '2'],
    decay: ['6', '2'],
  });
});
