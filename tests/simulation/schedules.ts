/**
 * What runs by the clock: the sweep each minute, the settling of leases and the guard each hour. The sweep and the settling are
 * fired only where they would find something; the rest of the day would be most of the run.
 */
import { type GuardPorts, guardBudgets } from '../../lib/application/budget/guard-budgets.ts';
import { settleLeases } from '../../lib/application/budget/settle-leases.ts';
import { MAILBOX_DEPTH_MAX, wakeProfiles } from '../../lib/application/wakes/wake-profiles.ts';
import type { Instance } from './instance.ts';
import { queueOf } from './queues.ts';
import type { World } from './world.ts';

export const TIMEOUT_MS = 30_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** After everything was healed the guard looks so much longer: what it has not told yet is told. */
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
      this.#run('guard-budgets', guard);
      if (scheduler.faults.strikes('two at once'))
        scheduler.after(scheduler.dice.int(0, 400), () => this.#run('guard-budgets', guard));
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
  const timers = queueOf(world, instance, 'timers');
  let known = 0;
  const depth = { depth: async () => world.mailboxDepth() };
  await wakeProfiles({
    index: {
      shards: stores.index.shards,
      due: async (shard, until, options) =>
        stores.index.isEmpty(shard) ? { wakes: [] } : index.due(shard, until, options),
    },
    marks: instance.port('marks', stores.marks),
    timers: {
      put(items) {
        if (items.length && known >= MAILBOX_DEPTH_MAX) world.floods += items.length;
        return timers.put(items);
      },
    },
    depth: async () => {
      known = await instance.port('mailbox', depth).depth();
      if (known >= MAILBOX_DEPTH_MAX) scheduler.faults.saw('sweep held back');
      return world.plants.shallow ? 0 : known;
    },
    clock: instance.clock,
    pause: (ms) => instance.pause(ms),
    endsAt: instance.clock() + TIMEOUT_MS - 5_000,
  });
}

async function settle(world: World, instance: Instance): Promise<void> {
  const { budgets, sendLog } = world.stores;
  const ports = {
    budgets: instance.port('budgets', world.plants.budgets?.(budgets) ?? budgets),
    sends: instance.port('sendLog', sendLog),
  };
  const { leases } = await settleLeases(ports, instance.clock());
  for (let i = 0; i < leases; i += 1) world.scheduler.faults.saw('lease settled');
}

export function guardPortsOn({ stores, plants, scheduler }: World, instance: Instance): GuardPorts {
  const ports: GuardPorts = {
    budgets: instance.port('budgets', stores.budgets),
    money: instance.port('money', stores.money),
    announcer: instance.port('announcer', stores.announcer),
    onFailure: (budget, error) => scheduler.log(() => `${instance.name} ${budget} fails: ${String(error)}`),
  };
  return plants.guard?.(ports) ?? ports;
}

async function guard(world: World, instance: Instance): Promise<void> {
  const programs = instance.port('programs', world.stores.programs);
  const release = await programs.current();
  if (!release) return;
  const program = await programs.load(release.hash);
  const setting = { apiUrl: 'https://api.example', now: instance.clock() };
  if (await guardBudgets(guardPortsOn(world, instance), program, setting))
    throw new Error('some budgets were not guarded');
}
