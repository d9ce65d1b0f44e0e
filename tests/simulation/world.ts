/**
 * The world of one seed: stores and queues in memory, and for each function a few instances that are fed from their queue as
 * SQS and Lambda do it. What is handled is deleted; what is not comes again when its visibility ends.
 */
import type { InMemoryQueue } from '../../lib/adapters/in-memory/queue.ts';
import { journeyHash } from '../../lib/domain/program/compile.ts';
import type { SendChannel } from '../../schemas/primitives.ts';
import type { Program } from '../../schemas/program.ts';
import type { Accepted, Blocked, Call, Evidence, Fault, Stopped } from './evidence.ts';
import { Instance } from './instance.ts';
import type { Plants } from './plants.ts';
import type { Scheduler } from './scheduler.ts';
import { makeStores, type Stores } from './stores.ts';
import {
  deliverWakesOn,
  type Handler,
  sendMessageOn,
  settleOn,
  stepProfileOn,
  sweepOn,
  TIMEOUT_MS,
} from './wiring.ts';

const VISIBILITY_MS = 6 * TIMEOUT_MS;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

interface Role {
  batch: number;
  slots: (Fed | undefined)[];
  start: () => Fed;
  queue: InMemoryQueue<never>;
  pollAt: number;
}
interface Fed {
  instance: Instance;
  handle: Handler<never>;
}
export type RoleName = 'mailbox' | 'timers' | `sends-${SendChannel}`;

export class World {
  readonly scheduler: Scheduler;
  readonly plants: Plants;
  readonly stores: Stores;
  readonly calls: Call[] = [];
  readonly accepted = new Map<string, Accepted>();
  readonly blocked: Blocked[] = [];
  readonly faults: Fault[] = [];
  readonly stopped: Stopped[] = [];
  readonly releases: Evidence['releases'] = [];
  unreadable = 0;
  healedAt = Number.POSITIVE_INFINITY;
  readonly #roles: Record<RoleName, Role>;
  #ids = 0;
  #sweepAt = Number.POSITIVE_INFINITY;
  #settleAt = Number.POSITIVE_INFINITY;

  constructor(scheduler: Scheduler, plants: Plants) {
    this.scheduler = scheduler;
    this.plants = plants;
    this.stores = makeStores(
      scheduler,
      plants,
      () => this.#armSweep(),
      () => this.#armSettle(),
    );
    const { mailbox, timers, sends } = this.stores;
    const sender = (channel: SendChannel) =>
      this.#role(
        sends[channel],
        3,
        2,
        (instance) => sendMessageOn(this, instance, channel),
        `send-${channel}`,
      );
    this.#roles = {
      mailbox: this.#role(mailbox, 10, 2, (instance) => stepProfileOn(this, instance), 'step'),
      timers: this.#role(timers, 10, 1, (instance) => deliverWakesOn(this, instance), 'wakes'),
      'sends-email': sender('email'),
      'sends-sms': sender('sms'),
      'sends-push': sender('push'),
    };
  }

  nextId(kind: string): string {
    this.#ids += 1;
    return `${kind}-${this.#ids}`;
  }

  instance(name: string): Instance {
    return new Instance(this.scheduler, this.nextId(name));
  }

  /** Something may be in the queue after so long. */
  poll(name: RoleName, afterMs = 0): void {
    const role = this.#roles[name];
    const at = this.scheduler.now + afterMs + this.scheduler.latency();
    if (role.pollAt <= at) return;
    role.pollAt = at;
    this.scheduler.at(at, () => {
      if (role.pollAt !== at) return;
      role.pollAt = Number.POSITIVE_INFINITY;
      this.#receive(name, role);
    });
  }

  async publish(program: Program, rollback: boolean): Promise<void> {
    const before = (await this.stores.programs.current())?.number ?? 0;
    const journeys = Object.fromEntries(Object.values(program.journeys).map((j) => [journeyHash(j), j]));
    const release = {
      number: before + 1,
      hash: journeyHash(program as never),
      publishedAt: this.scheduler.now,
      by: 'op',
    };
    await this.stores.programs.publish(program, release.hash, journeys, release, before);
    const amounts: Record<string, number> = {};
    for (const { channel, amount } of Object.values(program.budgets))
      amounts[channel] = Math.round(Number.parseFloat(amount) * 1_000_000);
    this.releases.push({ release, program, at: this.scheduler.now, amounts });
    if (before) this.scheduler.faults.saw(rollback ? 'program rolled back' : 'program changed');
    this.scheduler.log(() => `release ${release.number}: ${release.hash}`);
  }

  #role<T>(
    queue: InMemoryQueue<T>,
    batch: number,
    count: number,
    wire: (instance: Instance) => Handler<T>,
    name: string,
  ): Role {
    const start = (): Fed => {
      const instance = this.instance(name);
      return { instance, handle: wire(instance) as Handler<never> };
    };
    const slots: Role['slots'] = Array.from({ length: count }, () => undefined);
    return { batch, slots, start, queue: queue as InMemoryQueue<never>, pollAt: Number.POSITIVE_INFINITY };
  }

  #receive(name: RoleName, role: Role): void {
    const { scheduler } = this;
    const free = role.slots.findIndex((fed) => !fed?.instance.alive || !fed.instance.busy);
    // All busy: whoever ends looks again, and the dead are seen when their time would be up.
    if (free < 0) {
      this.poll(name, TIMEOUT_MS);
      return;
    }
    const batch = role.queue.receive(role.batch, VISIBILITY_MS);
    const next = role.queue.nextAt();
    if (next !== undefined) this.poll(name, next - scheduler.now);
    if (!batch.length) return;
    let fed = role.slots[free];
    if (!fed?.instance.alive) fed = role.start();
    role.slots[free] = fed;
    const { instance, handle } = fed;
    scheduler.log(() => `${instance.name} receives ${batch.map(({ messageId }) => messageId).join()}`);
    const work = async () => {
      const again = await handle(batch);
      if (scheduler.faults.strikes('delete lost')) return;
      for (const { messageId, receipt } of batch) if (!again.has(messageId)) role.queue.delete(receipt);
    };
    instance.invoke(TIMEOUT_MS, work, () => this.poll(name));
    this.poll(name);
  }

  /** The sweep runs each minute; here only in those minutes in which it would find something. */
  #armSweep(): void {
    const waiting = this.stores.root.waiting();
    if (!waiting.length) return;
    const { now } = this.scheduler;
    const due = Math.min(...waiting.map(({ wakeAt }) => wakeAt)) - MINUTE_MS;
    const at = (Math.floor(Math.max(now, due) / MINUTE_MS) + 1) * MINUTE_MS;
    if (at >= this.#sweepAt) return;
    this.#sweepAt = at;
    this.scheduler.at(at, () => {
      if (this.#sweepAt !== at) return;
      this.#sweepAt = Number.POSITIVE_INFINITY;
      const instance = this.instance('sweep');
      instance.invoke(TIMEOUT_MS, sweepOn(this, instance), () => undefined);
      this.#armSweep();
    });
  }

  /** Leases are settled each hour, here while there are any. */
  #armSettle(): void {
    if (this.#settleAt !== Number.POSITIVE_INFINITY) return;
    this.#settleAt = (Math.floor(this.scheduler.now / HOUR_MS) + 1) * HOUR_MS;
    this.scheduler.at(this.#settleAt, async () => {
      this.#settleAt = Number.POSITIVE_INFINITY;
      const instance = this.instance('settle');
      instance.invoke(TIMEOUT_MS, settleOn(this, instance), () => undefined);
      const open = await this.stores.budgets.openPeriods(this.scheduler.now);
      const items = await Promise.all(
        open.map(({ budget, start }) => this.stores.budgets.read(budget, start)),
      );
      if (items.some((item) => Object.keys(item?.leases ?? {}).length > 0)) this.#armSettle();
    });
  }

  async #held(): Promise<Evidence['held']> {
    const { budgets } = this.stores;
    const held: Evidence['held'] = [];
    for (const { budget, start } of await budgets.openPeriods(this.scheduler.now)) {
      const item = await budgets.read(budget, start);
      held.push({ budget, micros: item?.held ?? 0, leases: Object.keys(item?.leases ?? {}).length });
    }
    return held;
  }

  async evidence(rested: boolean): Promise<Evidence> {
    const { stores, scheduler } = this;
    const profiles: Evidence['profiles'] = new Map();
    for (const id of stores.root.profiles()) {
      const stored = await stores.root.read(id);
      if (!stored) continue;
      const pages = await stores.root.pages(id, { before: stored.version, limit: 10_000 });
      const history = [...pages.reverse().flatMap((page) => page.entries), ...stored.tail];
      profiles.set(id, { id, state: stored.state, history });
    }
    const left: Record<string, number> = {};
    for (const [name, { queue }] of Object.entries(this.#roles)) left[name] = queue.size();
    const { items } = await stores.quarantine.list({ limit: 10_000 });
    const facts = stores.facts.receive(1_000_000, 0).map(({ body }) => body);
    return {
      accepted: this.accepted,
      unreadable: this.unreadable,
      commits: stores.commits,
      profiles,
      quarantined: items.map(({ id, detail }) => ({ id, detail })),
      calls: this.calls,
      sends: stores.sendLog.records(),
      facts,
      blocked: this.blocked,
      faults: this.faults,
      stopped: this.stopped,
      releases: this.releases,
      held: await this.#held(),
      waiting: stores.root.waiting(),
      left,
      healedAt: this.healedAt,
      endedAt: scheduler.now,
      rested,
    };
  }
}
