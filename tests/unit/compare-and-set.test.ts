// The retry loop of optimistic writers: it continues until a round is done, is bounded, and hides no other failure.
import { expect, it, vi } from 'vitest';
import { compareAndSet } from '../../lib/ports/compare-and-set.ts';
import { Unavailable } from '../../lib/ports/queue.ts';

it("retries until no other writer was first, and returns that round's value", async () => {
  const item = { version: 3, value: 'a' };
  let others = 2;
  const put = (version: number, value: string): boolean => {
    if (others > 0) {
      others -= 1;
      item.version += 1;
    }
    if (version !== item.version) return false;
    Object.assign(item, { version: version + 1, value });
    return true;
  };
  const round = vi.fn(async () => {
    const { version, value } = item;
    await Promise.resolve();
    return put(version, `${value}b`) ? version : undefined;
  });
  expect(await compareAndSet('item', round)).toBe(5);
  expect(round).toHaveBeenCalledTimes(3);
  expect(item).toEqual({ version: 6, value: 'ab' });
});

it('treats every value but undefined as done, including false and null', async () => {
  expect(await compareAndSet('item', async () => false)).toBe(false);
  expect(await compareAndSet('item', async () => null)).toBe(null);
});

it('fails as Unavailable after a bounded number of rounds, and names what was written', async () => {
  const round = vi.fn(async () => undefined);
  const failed = compareAndSet('budget', round);
  await expect(failed).rejects.toThrow(Unavailable);
  await expect(failed).rejects.toThrow('others kept writing the same budget');
  expect(round).toHaveBeenCalledTimes(50);
});

it('lets a failing round fail at once', async () => {
  const round = vi.fn(async () => {
    throw new RangeError('broken');
  });
  await expect(compareAndSet('item', round)).rejects.toThrow(RangeError);
  expect(round).toHaveBeenCalledTimes(1);
});
