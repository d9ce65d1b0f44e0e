import { describe, expect, test } from 'vitest';
import { inMemoryProfileStore } from '../../lib/adapters/in-memory/profile-store.ts';
import { inMemoryQueue } from '../../lib/adapters/in-memory/queue.ts';
import { inMemoryWakeIndex } from '../../lib/adapters/in-memory/wake-index.ts';
import { inMemoryWakeMarks } from '../../lib/adapters/in-memory/wake-marks.ts';
import { deliverWakes } from '../../lib/application/wakes/deliver-wakes.ts';
import { MAILBOX_DEPTH_MAX, type Sweep, wakeProfiles } from '../../lib/application/wakes/wake-profiles.ts';
import { newProfile } from '../../lib/domain/profile/state.ts';
import { Unavailable } from '../../lib/ports/queue.ts';
import type { Timer } from '../../schemas/effects.ts';
import { Envelope } from '../../schemas/mailbox.ts';
import type { ProfileId } from '../../schemas/primitives.ts';
import { newId, T0 } from '../contract/samples.ts';

const MINUTE = 60_000;

/** A world of one wake index, whose profiles wait until they are committed again. */
function world() {
  let now = T0;
  let depth = 0;
  let broken = false;
  const store = inMemoryProfileStore();
  const index = inMemoryWakeIndex(store);
  const marks = inMemoryWakeMarks();
  const timers = inMemoryQueue<Timer>(() => now, false);
  const versions = new Map<ProfileId, number>();
  const sweep: Sweep = {
    index,
    marks,
    timers: { put: (items) => (broken ? Promise.resolve([...items]) : timers.put(items)) },
    depth: async () => depth,
    clock: () => now,
    pause: async (ms) => {
      now += ms;
    },
    endsAt: 0,
  };
  return {
    async wait(wakeAt: number | undefined, id: ProfileId = newId()) {
      const version = versions.get(id) ?? 0;
      await store.commit(id, version, { state: newProfile(id), tail: [], wakeAt });
      versions.set(id, version + 1);
      return id;
    },
    run: () => {
      sweep.endsAt = now + 50_000;
      return wakeProfiles(sweep);
    },
    /** What has been handed out since the last call: profile and the moment it reaches the mailbox. */
    handedOut() {
      const all: { profile: ProfileId; wakeAt: number; at: number }[] = [];
      const asked = now;
      now += 900_000;
      for (const got of timers.receive(1_000_000, 1)) {
        all.push({ ...got.body, at: 0 });
        timers.delete(got.receipt);
      }
      now = asked;
      return all.map(({ profile, wakeAt }) => ({ profile, wakeAt }));
    },
    nextTimerAt: () => timers.nextAt(),
    pass: (ms: number) => {
      now += ms;
    },
    deep: (messages: number) => {
      depth = messages;
    },
    breakTimers: (isBroken: boolean) => {
      broken = isBroken;
    },
    now: () => now,
  };
}

const profilesOf = (wakes: { profile: ProfileId }[]) => wakes.map(({ profile }) => profile).toSorted();

describe('the sweep of the wake index', () => {
  test('hands out what is due within a minute, each at its time or less than a second before', async () => {
    const w = world();
    const soon = await w.wait(T0 + 30_500);
    await w.wait(T0 + 61_000);
    expect(await w.run()).toEqual({ handedOut: 1, again: 0, complete: true, lateMs: 0 });
    expect(w.nextTimerAt()).toBe(T0 + 30_000);
    expect(profilesOf(w.handedOut())).toEqual([soon]);
  });

  test('I7: finds what became due during an outage of any length', async () => {
    const w = world();
    await w.run();
    const ids = [
      await w.wait(T0 + MINUTE),
      await w.wait(T0 + 5 * MINUTE),
      await w.wait(T0 + 2 * 24 * 60 * MINUTE),
    ];
    w.pass(3 * 24 * 60 * MINUTE);
    expect((await w.run()).handedOut).toBe(3);
    expect(profilesOf(w.handedOut())).toEqual(ids.toSorted());
  });

  test('hands nothing out twice within ten minutes, and again after that if it still waits', async () => {
    const w = world();
    const stuck = await w.wait(T0 + 1000);
    const handedOutAt: number[] = [];
    for (let minute = 0; minute <= 60; minute += 1) {
      await w.run();
      for (const { profile } of w.handedOut()) {
        expect(profile).toBe(stuck);
        handedOutAt.push(minute);
      }
      w.pass(MINUTE);
    }
    expect(handedOutAt.length).toBeGreaterThanOrEqual(4);
    for (const [i, minute] of handedOutAt.entries())
      if (i > 0) {
        expect(minute - (handedOutAt[i - 1] ?? 0)).toBeGreaterThanOrEqual(10);
        expect(minute - (handedOutAt[i - 1] ?? 0)).toBeLessThanOrEqual(20);
      }
  });

  test('does not hand out again what was woken and no longer waits', async () => {
    const w = world();
    const id = await w.wait(T0);
    await w.run();
    w.handedOut();
    await w.wait(undefined, id);
    for (let minute = 0; minute < 40; minute += 1) {
      w.pass(MINUTE);
      expect((await w.run()).handedOut).toBe(0);
    }
  });

  test('I7: finds a wait that enters the index behind the mark within twenty minutes', async () => {
    const w = world();
    const shardmates = await Promise.all(Array.from({ length: 300 }, () => w.wait(T0 + 50_000)));
    await w.run();
    w.handedOut();
    for (const id of shardmates) await w.wait(undefined, id);
    const late = await w.wait(T0 + 10_000);
    let found = -1;
    for (let minute = 1; minute <= 21 && found < 0; minute += 1) {
      w.pass(MINUTE);
      await w.run();
      if (w.handedOut().some(({ profile }) => profile === late)) found = minute;
    }
    expect(found).toBeGreaterThan(0);
  });

  test('finds a wait that enters the index ahead of the mark at the next minute, even if already due', async () => {
    const w = world();
    await w.wait(T0 - 60_000);
    await w.run();
    w.handedOut();
    const next = await w.wait(T0 - 1);
    w.pass(MINUTE);
    await w.run();
    expect(profilesOf(w.handedOut())).toEqual([next]);
  });

  test('hands out timers that were not taken at the next run, and reports the failure', async () => {
    const w = world();
    const id = await w.wait(T0);
    w.breakTimers(true);
    await expect(w.run()).rejects.toThrow(Unavailable);
    w.breakTimers(false);
    w.pass(MINUTE);
    await w.run();
    expect(profilesOf(w.handedOut())).toEqual([id]);
  });

  test('pauses while the mailbox is deep, and continues where it stopped', async () => {
    const w = world();
    const id = await w.wait(T0);
    w.deep(MAILBOX_DEPTH_MAX);
    const startedAt = w.now();
    expect(await w.run()).toEqual({ handedOut: 0, again: 0, complete: false, lateMs: 0 });
    expect(w.now() - startedAt).toBeGreaterThanOrEqual(50_000);
    w.deep(0);
    const late = await w.run();
    expect(late.complete).toBe(true);
    expect(late.lateMs).toBe(w.now() - T0);
    expect(profilesOf(w.handedOut())).toEqual([id]);
  });

  test('hands out a mass of waits that end together in portions, each exactly once', async () => {
    const w = world();
    const all: ProfileId[] = [];
    for (let i = 0; i < 24_000; i += 1) all.push(await w.wait(T0 + 30_000));
    const first = await w.run();
    expect(first.complete).toBe(false);
    expect(first.handedOut).toBeLessThan(MAILBOX_DEPTH_MAX + 500);
    const got = w.handedOut();
    const second = await w.run();
    expect(second.complete).toBe(true);
    got.push(...w.handedOut());
    expect(profilesOf(got)).toEqual(all.toSorted());
  }, 30_000);
});

describe('expired timers', () => {
  const timer = { v: 1, profile: newId(), wakeAt: T0 } as const;

  test('become one wake, in order with the profile’s other messages; a redelivered timer becomes none', async () => {
    const mailbox = inMemoryQueue<Envelope>(() => T0, true);
    const due = { messageId: 'm1', timer };
    expect(await deliverWakes(mailbox, [due])).toEqual([]);
    expect(await deliverWakes(mailbox, [due])).toEqual([]);
    const got = mailbox.receive(10, 1000);
    expect(got).toHaveLength(1);
    expect(got[0]?.group).toBe(timer.profile);
    expect(Envelope.parse(got[0]?.body)).toMatchObject({
      profile: timer.profile,
      messages: [{ type: 'wake', id: `wake#${timer.profile}#${T0}`, wakeAt: T0 }],
    });
  });

  test('I7: a second timer for the same moment is not dropped by the queue’s deduplication', async () => {
    const mailbox = inMemoryQueue<Envelope>(() => T0, true);
    await deliverWakes(mailbox, [{ messageId: 'm1', timer }]);
    await deliverWakes(mailbox, [{ messageId: 'm2', timer }]);
    expect(mailbox.size()).toBe(2);
  });

  test('that the mailbox did not take are redelivered', async () => {
    const half = { put: async <T>(items: readonly T[]) => items.slice(1) };
    const due = ['a', 'b', 'c'].map((messageId) => ({ messageId, timer: { ...timer, profile: newId() } }));
    expect(await deliverWakes(half, due)).toEqual(['b', 'c']);
  });
});
