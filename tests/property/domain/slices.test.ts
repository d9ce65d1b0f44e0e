// Every part of a profile's state, with any content, is merged, handed over and stored without loss.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeProfile, encodeProfile } from '../../../lib/adapters/dynamodb/codec.ts';
import { handedOver, mergeInto, redirectOf } from '../../../lib/domain/profile/hand-over.ts';
import { parts } from '../../../lib/domain/profile/slices/slices.ts';
import { newProfile, type ProfileState } from '../../../lib/domain/profile/state.ts';
import stored from '../../contract/stored/profile-0.1.json' with { type: 'json' };
import { sealed, T0, USER } from '../../unit/domain/person.ts';

/** Parts that belong to the profile and not to the person: a merge keeps the survivor's. */
const ITS_OWN: (keyof ProfileState)[] = [
  'id',
  'handledAt',
  'program',
  'redirect',
  'userId',
  'lastIp',
  'whens',
  'linked',
  'tookOver',
  'parked',
  'out',
  'wakeAt',
  'timerAt',
];

type Full = { [K in keyof ProfileState]-?: NonNullable<ProfileState[K]> };
type Fillings = { [K in keyof ProfileState]-?: fc.Arbitrary<Full[K]> };

const time = fc.nat(1000).map((s) => T0 + s * 1000);
const hashes = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'AZaz09-_'), minLength: length, maxLength: length });

/** A state with every part filled. Names show their owner, so that content of one cannot hide what the other lost. */
function full(who: 'own' | 'other'): fc.Arbitrary<Full> {
  const named = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
    fc
      .array(value, { minLength: 1, maxLength: 2 })
      .map((list) => Object.fromEntries(list.map((each, i) => [`${who}-${i + 1}`, each])));
  const id = fc.constant(`${who === 'own' ? 'u' : 'a'}-${who.padEnd(22, '_')}`);
  const mark = fc.record({ at: time, acceptedAt: time, index: fc.nat(3) });
  const visitor = fc.nat(9).map((n) => `a-${who}${n}`.padEnd(24, '_'));
  const fillings: Fillings = {
    id,
    createdAt: time,
    handledAt: time,
    program: fc.integer({ min: 1, max: 9 }),
    redirect: id,
    userId: fc.constant(sealed(`${who}-user`)),
    traits: named(fc.oneof(fc.string(), fc.integer(), fc.constant(sealed(`${who}-trait`)))),
    serverSet: fc.constant([`${who}-1`]),
    devices: time.map((at) => [{ token: sealed(`${who}-token`), platform: 'ios', at }]),
    timeZone: fc.constantFrom('Europe/Berlin', 'Asia/Shanghai'),
    locale: fc.constantFrom('de-DE', 'zh-CN'),
    lastIp: fc.constant(sealed(`${who}-ip`)),
    counterSet: fc.constant('set'),
    consent: named(named(fc.oneof(fc.record({ yes: mark }), fc.record({ no: mark })))),
    unreachable: named(hashes(22)),
    complained: fc.array(hashes(20), { minLength: 1, maxLength: 3 }).map((list) => list.map((h) => who + h)),
    counters: named(
      fc.oneof(
        fc.record({ total: fc.nat(), last: time }),
        fc.record({ ring: fc.array(fc.tuple(time, hashes(6)), { minLength: 1, maxLength: 9 }) }),
      ),
    ),
    journeys: named(
      fc.record({
        hash: hashes(8),
        born: id,
        entry: fc.nat(9),
        enteredAt: time,
        since: time,
        phase: fc.constantFrom('waiting', 'sending', 'done'),
        visit: fc.nat(9),
      }),
    ),
    whens: named(fc.boolean()),
    touchpoints: named(time).map((times) =>
      Object.entries(times)
        .map(([channel, at]) => ({ at, channel, kind: 'visit' as const }))
        .sort((a, b) => a.at - b.at),
    ),
    linked: fc.tuple(visitor),
    tookOver: fc.tuple(visitor),
    seen: fc.record({
      blocks: fc.array(fc.tuple(hashes(16), time), { minLength: 1, maxLength: 5 }),
      evicted: time,
      ahead: time,
    }),
    parked: fc.record({
      awaiting: fc.tuple(visitor),
      until: time,
      messages: time.map((wakeAt) => [{ type: 'wake', id: 'wake', wakeAt }]),
      bytes: fc.nat(),
    }),
    preferences: named(fc.boolean()),
    wakeAt: time,
    timerAt: time,
    out: fc.record({
      ids: fc.array(hashes(8), { minLength: 1, maxLength: 3 }),
      effects: time.map((wakeAt) => [{ type: 'timer', wakeAt }]),
    }),
  };
  return fc.record(fillings) as fc.Arbitrary<Full>;
}

const own = full('own');
const other = full('other');

/** Merged under a program that reads the counters of both. */
function merged(a: ProfileState, b: ProfileState): ProfileState {
  const state = structuredClone(a);
  const ids = [...Object.keys(a.counters ?? {}), ...Object.keys(b.counters ?? {})];
  const counters = new Map(ids.map((id) => [id, { live: true }]));
  mergeInto(state, b, { from: b.id, counters, note: () => {} });
  return state;
}

/** Whether everything in `part` is in `whole` too; for a number, whether it is at least as large. */
function holds(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part))
    return (
      Array.isArray(whole) &&
      part.every((each) => whole.some((one) => JSON.stringify(one) === JSON.stringify(each)))
    );
  if (typeof part === 'object' && part !== null)
    return Object.entries(part).every(([name, value]) =>
      holds((whole as Record<string, unknown> | undefined)?.[name], value),
    );
  return typeof part === 'number' ? Number(whole) >= part : whole === part;
}

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;

describe('a merge', () => {
  it('loses no part of either profile', () => {
    fc.assert(
      fc.property(own, other, (a, b) => {
        const state = merged(a, b);
        for (const part of parts) {
          const both = ITS_OWN.includes(part) ? [a] : [a, b];
          if (isScalar(a[part]))
            expect(
              both.map((each) => each[part]),
              part,
            ).toContain(state[part]);
          else for (const each of both) expect(holds(state[part], each[part]), part).toBe(true);
        }
      }),
    );
  });

  it('takes over every part that the survivor lacks', () => {
    fc.assert(
      fc.property(other, (b) => {
        const state = merged({ ...newProfile(USER), counterSet: b.counterSet }, b);
        for (const part of parts) if (!ITS_OWN.includes(part)) expect(state[part], part).toEqual(b[part]);
      }),
    );
  });

  it('with an empty profile changes nothing but the list of profiles taken over', () => {
    fc.assert(
      fc.property(own, (a) => {
        const empty = { ...newProfile('a-empty'), counterSet: a.counterSet };
        const { linked, tookOver, ...rest } = merged(a, empty);
        expect([linked, tookOver]).toEqual([
          [...a.linked, empty.id],
          [...a.tookOver, empty.id],
        ]);
        expect(rest).toEqual({ ...a, linked: undefined, tookOver: undefined });
      }),
    );
  });

  it("treats a part unknown to the other profile's release as empty, and does not modify the other", () => {
    fc.assert(
      fc.property(own, other, fc.constantFrom(...parts.filter((part) => part !== 'id')), (a, b, part) => {
        const without: Partial<ProfileState> = structuredClone(b);
        delete without[part];
        const as = {
          ...without,
          ...(newProfile(b.id)[part] !== undefined && { [part]: newProfile(b.id)[part] }),
        };
        const before = structuredClone(without);
        expect(merged(a, without as ProfileState)).toEqual(merged(a, as as ProfileState));
        expect(without).toEqual(before);
      }),
    );
  });

  it('takes in a hand-over that was in flight when the release changed', () => {
    const before = { ...newProfile(stored.state.id), ...(stored.state as unknown as ProfileState) };
    const { out: _, parked: __, wakeAt: ___, timerAt: ____, ...given } = stored.state;
    const survivor = { ...newProfile(USER), counterSet: before.counterSet };
    const state = merged(survivor, given as unknown as ProfileState);
    for (const part of parts) if (!ITS_OWN.includes(part)) expect(state[part], part).toEqual(before[part]);
  });
});

describe('a profile that becomes a redirect', () => {
  it('hands over or keeps each part', () => {
    fc.assert(
      fc.property(other, (state) => {
        const given = handedOver(state);
        const left = redirectOf(state, USER);
        for (const part of parts) {
          if (part === 'redirect') expect(left.redirect).toBe(USER);
          else expect([given[part], left[part]], part).toContainEqual(state[part]);
        }
      }),
    );
  });
});

describe('a stored profile', () => {
  it('is read back with every part unchanged, full and new', () => {
    fc.assert(
      fc.property(own, (state) => {
        for (const each of [state, newProfile(state.id)])
          expect(decodeProfile(state.id, encodeProfile(each, [])).state).toEqual(each);
      }),
    );
  });
});
