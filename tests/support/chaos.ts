// Seeded hazards for ports: calls interleave at random, fail before taking effect, lose their response after taking
// effect, or land after their caller gave up. The same seed gives the same run.

export type Random = () => number;

/** mulberry32: small, and good enough to shuffle tests. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const upTo = (random: Random, n: number): number => Math.floor(random() * n);

export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const mixed = [...items];
  for (let i = mixed.length - 1; i > 0; i -= 1) {
    const j = upTo(random, i + 1);
    [mixed[i], mixed[j]] = [mixed[j] as T, mixed[i] as T];
  }
  return mixed;
}

export class Hazard extends Error {
  override name = 'Hazard';
}

export interface Hazards {
  random: Random;
  /** Probability of each, per call. */
  refuse: number;
  loseAnswer: number;
  landLate: number;
}

/** The port with hazards on every method. `settled()` waits for writes that are still in progress. */
export function withHazards<T extends object>(
  port: T,
  hazards: Hazards,
): { port: T; settled: () => Promise<void> } {
  const { random } = hazards;
  const late: Promise<unknown>[] = [];
  const turns = async (most: number): Promise<void> => {
    for (let i = upTo(random, most); i > 0; i -= 1) await Promise.resolve();
  };
  /** Mostly quick, sometimes slow enough for others to finish whole rounds in between. */
  const pause = (): Promise<void> => turns(random() < 0.15 ? 250 : 12);
  const call = async (act: () => Promise<unknown>): Promise<unknown> => {
    await pause();
    const dice = random();
    if (dice < hazards.refuse) throw new Hazard('refused');
    if (dice < hazards.refuse + hazards.landLate) {
      late.push(
        turns(400)
          .then(act)
          .catch(() => {}),
      );
      throw new Hazard('no answer yet');
    }
    const answer = await act();
    await pause();
    if (random() < hazards.loseAnswer) throw new Hazard('answer lost');
    return answer;
  };
  const proxy = new Proxy(port, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => call(() => Reflect.apply(member, target, given) as Promise<unknown>);
    },
  });
  return {
    port: proxy,
    settled: async () => {
      while (late.length) await late.pop();
    },
  };
}
