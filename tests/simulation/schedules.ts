/**
 * What runs on a schedule: the sweep each minute, the settling of leases and the guard each hour. The sweep and the
 * settling run only if they would find something, because the other runs would take most of the time.
 */
import { MAILBOX_DEPTH_MAX } from '../../lib/application/wakes/wake-profiles.ts';
import { settleEnded } from '../../lib/wiring/budget.ts';
import { type GuardParts, guard } from '../../lib/wiring/guard.ts';
import { sweepWakes } from '../../lib/wiring/wakes.ts';
import type { Instance } from './instance.ts';
import { partsOf } from './parts.ts';
import type { World } from './world.ts';

export const TIMEOUT_MS = 30_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** After everything was healed the guard runs this much longer, to announce what is still unannounced. */
const GUARDED_MS = 2 * HOUR_MS;

export class Schedules {
  readonly #world: World;
  #sweepAt = Number.POSITIVE_INFINITY;
  #settleAt = Number.POSITIVE_INFINITY;

  constructor(world: World) {
    this.#world = world;
  }

  armSweep(): void {
    const { scheduler, stores } = this.#world;
    const waiting = stores.root.waiting();
    if (!waiting.length) return;
    const due = Math.min(...waiting.map(({ wakeAt }) => wakeAt)) - MINUTE_MS;
    const at = nextFull(Math.max(scheduler.now, due), MINUTE_MS);
    if (at >= this.#sweepAt) return;
    this.#sweepAt = at;
    scheduler.at(at, () => {
      if (this.#sweepAt !== at) return;
      this.#sweepAt = Number.POSITIVE_INFINITY;
      this.#run('wake-profiles', sweep);
      this.armSweep();
    });
  }

  armSettle(): void {
    if (this.#settleAt !== Number.POSITIVE_INFINITY) return;
    const { scheduler, stores } = this.#world;
    this.#settleAt = nextFull(scheduler.now, HOUR_MS);
    scheduler.at(this.#settleAt, async () => {
      this.#settleAt = Number.POSITIVE_INFINITY;
      this.#run('settle-leases', settle);
      const open = await stores.budgets.openPeriods(scheduler.now);
      const items = await Promise.all(open.map(({ budget, start }) => stores.budgets.read(budget, start)));
      if (items.some((item) => Object.keys(item?.leases ?? {}).length > 0)) this.armSettle();
    });
  }

  armGuard(): void {
    const { scheduler, healedAt } = this.#world;
    const at = nextFull(scheduler.now, HOUR_MS);
    if (at > healedAt + GUARDED_MS) return;
    scheduler.at(at, () => {
      this.#run('guard-budgets', look);
      if (scheduler.faults.strikes('two at once'))
        scheduler.after(scheduler.dice.int(0, 400), () => this.#run('guard-budgets', look));
      this.armGuard();
    });
  }

  #run(name: string, work: (world: World, instance: Instance) => Promise<void>): void {
    const instance = this.#world.instance(name);
    instance.invoke(
      TIMEOUT_MS,
      () => work(this.#world, instance),
      () => undefined,
    );
  }
}

const nextFull = (now: number, ms: number): number => (Math.floor(now / ms) + 1) * ms;

async function sweep(world: World, instance: Instance): Promise<void> {
  const { scheduler, stores } = world;
  const index = instance.port('index', stores.index);
  const parts = partsOf(world, instance);
  let known = 0;
  const depth = { depth: async () => world.mailboxDepth() };
  const run = sweepWakes({
    ...parts,
    index: {
      shards: stores.index.shards,
      due: async (shard, until, options) =>
        stores.index.isEmpty(shard) ? { wakes: [] } : index.due(shard, until, options),
    },
    timers: {
      put(items) {
        if (items.length && known >= MAILBOX_DEPTH_MAX) world.floods += items.length;
        return parts.timers.put(items);
      },
    },
    depth: async () => {
      known = await instance.port('mailbox', depth).depth();
      if (known >= MAILBOX_DEPTH_MAX) scheduler.faults.saw('sweep held back');
      return world.plants.shallow ? 0 : known;
    },
    pause: (ms) => instance.pause(ms),
  });
  await run(TIMEOUT_MS);
}

async function settle(world: World, instance: Instance): Promise<void> {
  const { plants, stores } = world;
  const budgets = instance.port('budgets', plants.budgets?.(stores.budgets) ?? stores.budgets);
  const { leases } = await settleEnded({ ...partsOf(world, instance), budgets })();
  for (let i = 0; i < leases; i += 1) world.scheduler.faults.saw('lease settled');
}

export function guardPartsOn(world: World, instance: Instance): GuardParts {
  const parts = partsOf(world, instance);
  return world.plants.guard?.(parts) ?? parts;
}

const look = (world: World, instance: Instance): Promise<void> => guard(guardPartsOn(world, instance))();
