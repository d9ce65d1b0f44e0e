// The live program as an instance follows it: read rarely, and never older than a release that the instance knows of.
import { beforeEach, expect, it, vi } from 'vitest';
import { inMemoryProgramStore } from '../../lib/adapters/in-memory/program-store.ts';
import { ProgramCache } from '../../lib/application/program/program-cache.ts';
import { Unavailable } from '../../lib/ports/queue.ts';
import { program } from './sending/world.ts';

let now = 0;
let store: ReturnType<typeof inMemoryProgramStore>;
let cache: ProgramCache;
let last = 0;
async function publish(hash: string): Promise<void> {
  await store.publish(
    { ...program, name: hash },
    {},
    { number: last + 1, hash, publishedAt: now, by: 'test' },
    last,
  );
  last += 1;
}
beforeEach(async () => {
  now = 1_000_000;
  last = 0;
  store = inMemoryProgramStore();
  cache = new ProgramCache(store, () => now);
});
const name = async (atLeast?: number) => (await cache.current(atLeast)).program.name;

it('reads the pointer every few seconds and loads a program once', async () => {
  await publish('a');
  const load = vi.spyOn(store, 'load');
  const current = vi.spyOn(store, 'current');
  await Promise.all([name(), name(), name()]);
  expect([load.mock.calls.length, current.mock.calls.length]).toEqual([1, 1]);
  await publish('b');
  expect(await name()).toBe('a');
  now += 3_000;
  expect(await name()).toBe('b');
});
it('reads the pointer at once for a release it has not seen', async () => {
  await publish('a');
  await name();
  await publish('b');
  expect(await name(2)).toBe('b');
});
it('does not accept a read that began too early', async () => {
  await publish('a');
  const early = cache.current();
  const asked = cache.current(2);
  await publish('b');
  expect((await early).release.number).toBe(1);
  expect((await asked).program.name).toBe('b');
});
it('keeps the compiled program of an older release that is live again', async () => {
  await publish('a');
  const first = (await cache.current()).program;
  await publish('a');
  const second = await cache.current(2);
  expect(second.release.number).toBe(2);
  expect(second.program).toBe(first);
});
it('reports Unavailable if there is no program yet, or none new enough', async () => {
  await expect(cache.current()).rejects.toThrow(Unavailable);
  await publish('a');
  await expect(cache.current(2)).rejects.toThrow(Unavailable);
});
