// The one loop of optimistic writers: read a version, compute, put on condition that the version is still the one read.
import { Unavailable } from './queue.ts';

/** More rounds than there are instances that could write one item at a time. */
const ROUNDS_MAX = 50;

/**
 * Runs `round` until it answers a value: undefined says that another writer was first and nothing was changed.
 * Throws Unavailable after the last round.
 */
export async function compareAndSet<T>(item: string, round: () => Promise<T | undefined>): Promise<T> {
  for (let rounds = 0; rounds < ROUNDS_MAX; rounds += 1) {
    const done = await round();
    if (done !== undefined) return done;
  }
  throw new Unavailable(`others kept writing the same ${item}`);
}
