// The one loop of optimistic writers: read a version, compute, put on condition that the version is still the one read.
import { Unavailable } from './queue.ts';

/** More rounds than instances that could write one item at a time; whoever loses them all tries again later. */
const ROUNDS_MAX = 50;

/** Runs `round` until it answers a value. It answers undefined where another writer was first, having changed nothing. */
export async function compareAndSet<T>(item: string, round: () => Promise<T | undefined>): Promise<T> {
  for (let rounds = 0; rounds < ROUNDS_MAX; rounds += 1) {
    const done = await round();
    if (done !== undefined) return done;
  }
  throw new Unavailable(`others kept writing the same ${item}`);
}
