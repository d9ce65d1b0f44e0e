// Callers that repeat a request until they get a response: clients of the door, providers' buses, readers with a link,
// operators. Each attempt is a new process of the function that serves it.
import type { Instance } from './instance.ts';
import type { World } from './world.ts';

export interface CallerOptions {
  /** Name of the function, for its instances. */
  name: string;
  limitMs: number;
  triesMax?: number;
  /** Maximum pause between two attempts. */
  restMs?: number;
}

export function untilDone(
  world: World,
  options: CallerOptions,
  work: (instance: Instance) => Promise<void>,
  then: () => void = () => undefined,
): void {
  const { scheduler } = world;
  const { name, limitMs, triesMax = Number.POSITIVE_INFINITY, restMs = 1_000 } = options;
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
