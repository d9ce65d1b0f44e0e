// A profile finishes a journey in the version it entered, whatever other profiles this instance folds at the same time.
import { expect, test } from 'vitest';
import { CompiledPrograms } from '../../../lib/application/program/compiled-programs.ts';
import { ProgramCache } from '../../../lib/application/program/program-cache.ts';
import { journeyHash } from '../../../lib/domain/journey/compiled-journey.ts';
import { newProfile, type ProfileState } from '../../../lib/domain/profile/state.ts';
import type { ProgramStore } from '../../../lib/ports/program-store.ts';
import { actorWorld, DAY, event, programOf, USER } from './world.ts';

const journey = (wait: string) => ({
  id: 'j',
  purpose: 'marketing',
  enter: { on: 'X' },
  start: 'rest',
  steps: { rest: { wait } },
});

test('profiles in different old versions are each compiled with their own, whichever loads first', async () => {
  const versions = [programOf([journey('P1D')]), programOf([journey('P2D')]), programOf([journey('P3D')])];
  const journeys = new Map(
    versions.flatMap(({ journeys: { j } }) => (j ? [[journeyHash(j), j] as const] : [])),
  );
  const hashes = [...journeys.keys()];
  for (let slow = 0; slow < 8; slow += 1) {
    const release = { number: 3, hash: 'live', publishedAt: 0, by: 'test' };
    const ticks: Record<string, number> = { [hashes[0] ?? '']: slow, [hashes[1] ?? '']: 3 };
    const store = {
      current: async () => release,
      load: async () => versions[2],
      loadJourney: async (hash: string) => {
        for (let i = 0; i < (ticks[hash] ?? 0); i += 1) await Promise.resolve();
        return journeys.get(hash);
      },
    } as unknown as ProgramStore;
    const programs = new CompiledPrograms(new ProgramCache(store, () => 0), store);
    const walker = (hash = ''): ProfileState => ({
      ...newProfile(USER),
      journeys: {
        j: { hash, born: USER, entry: 1, enteredAt: 0, since: 0, phase: 'waiting', step: 'rest', visit: 0 },
      },
    });
    const compiled = await Promise.all(hashes.slice(0, 2).map((hash) => programs.forProfile(walker(hash))));
    for (const [i, program] of compiled.entries())
      expect(program.version('j', hashes[i] ?? ''), `slow by ${slow}`).toBeDefined();
  }
});

test('a segment that an older version still reads may be deleted: then nobody is in it', async () => {
  const world = actorWorld();
  const branching = {
    ...journey('P1D'),
    steps: {
      rest: { wait: 'P1D', next: 'which' },
      which: { branch: [{ if: { segment: 'vip' }, next: 'long' }], else: 'short' },
      long: { wait: 'P9D' },
      short: { wait: 'P2D' },
    },
  };
  const vip = { id: 'vip', if: { trait: 'vip', eq: true } };
  await world.publish(programOf([branching], { segments: { vip } }));
  await world.post(USER, [event('e1', 'X')]);
  await world.publish(programOf([journey('P1D')]));
  world.now += 2 * DAY;
  await world.wake(USER);
  expect(world.failures).toEqual([]);
  expect((await world.state(USER)).journeys['j']).toMatchObject({ phase: 'waiting', step: 'short' });
});
