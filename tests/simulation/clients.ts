// Whoever waits for an answer and asks again until there is one: clients of the door, providers' buses, readers with a link,
// operators. Each try is a new process of the function that answers.
import type { Instance } from './instance.ts';
import type { World } from './world.ts';

export interface Asking {
  /** Of the function: names its instances. */
  name: string;
  limitMs: number;
  triesMax?: number;
  /** Between two tries, at most. */
  restMs?: number;
}

export function untilDone(
  world: World,
  asking: Asking,
  work: (instance: Instance) => Promise<void>,
  then: () => void = () => undefined,
): void {
  const { scheduler } = world;
  const { name, limitMs, triesMax = Number.POSITIVE_INFINITY, restMs = 1_000 } = asking;
  const attempt = (tries: number): void => {
    const instance = world.instance(name);
    let done = false;
    const whole = async () => {
      await work(instance);
      done = true;
      then();
    };
    instance.invoke(limitMs, whole, () => undefined);
    scheduler.after(limitMs + scheduler.dice.int(0, restMs), () => {
      if (!done && tries < triesMax) attempt(tries + 1);
    });
  };
  attempt(1);
}
