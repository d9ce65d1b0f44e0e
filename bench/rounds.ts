// How sides are compared: in one run, round by round, so that what slows the machine slows all of them.
import { median, rounded } from './numbers.ts';

/** Does a round's work and returns its time, in the benchmark's own unit. */
export type Side = () => number | Promise<number>;

/**
 * A round runs all sides, each round starting with another one. The first round of each side warms it and does not
 * count.
 */
export async function interleaved<Name extends string>(
  sides: Record<Name, Side>,
  rounds: number,
): Promise<Record<Name, number[]>> {
  const order = Object.keys(sides) as Name[];
  const taken = Object.fromEntries(order.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (const name of order) await sides[name]();
  for (let round = 0; round < rounds; round += 1)
    for (let i = 0; i < order.length; i += 1) {
      const name = order[(round + i) % order.length];
      if (name !== undefined) taken[name].push(await sides[name]());
    }
  return taken;
}

/**
 * How many times `b` fits into `a`: the median of the rounds' own ratios, which a slow minute of the machine does not
 * change.
 */
export function ratioOf(a: readonly number[], b: readonly number[]): number {
  return rounded(median(a.map((each, i) => each / (b[i] ?? Number.NaN))));
}

/** Microseconds of processor time, user and system, all threads, per one of `times` repetitions. */
export async function cpuUs(times: number, work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i += 1) {
    const answer = work();
    if (answer instanceof Promise) await answer;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}
