/**
 * The world of one seed: stores and queues in memory, and for each function a few instances, fed from their queue as
 * SQS and Lambda do. Handled messages are deleted; the others are redelivered when their visibility ends.
 */
import type { InMemoryQueue } from '../../lib/adapters/in-memory/queue.ts';
import { journeyHash } from '../../lib/domain/journey/compiled-journey.ts';
import { type SendChannel, sendChannels } from '../../schemas/names.ts';
import type { ProfileId } from '../../schemas/primitives.ts';
import type { Program } from '../../schemas/program.ts';
import type {
  Accepted,
  Call,
  DoorAnswer,
  Evidence,
  Fault,
  PostedEvent,
  Said,
  SpendTry,
  Stopped,
} from './evidence.ts';
import { Instance } from './instance.ts';
import type { Plants } from './plants.ts';
import type { Scheduler } from './scheduler.ts';
import { Schedules, TIMEOUT_MS } from './schedules.ts';
import { makeStores, type Stores } from './stores.ts';
import { deliverWakesOn, type Handler, projectFactsOn, sendMessageOn, stepProfileOn } from './wiring.ts';

const VISIBILITY_MS = 6 * TIMEOUT_MS;

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
export type RoleName = 'mailbox' | 'timers' | 'facts' | `sends-${SendChannel}`;

export class World {
  readonly scheduler: Scheduler;
  readonly plants: Plants;
  readonly stores: Stores;
  readonly calls: Call[] = [];
  readonly accepted = new Map<string, Accepted>();
  /** Events that the door must refuse. */
  readonly bad = new Map<string, { acked: boolean; mailbox: ProfileId }>();
  readonly answers: DoorAnswer[] = [];
  readonly said: Said[] = [];
  readonly mended = new Map<number, { mailbox: ProfileId; acked: boolean }>();
  /** Events that a person is already handling. */
  readonly releasing = new Set<string>();
  readonly spends: SpendTry[] = [];
  readonly unsubscribes: Evidence['unsubscribes'] = [];
  readonly prices = new Map<string, number>();
  readonly faults: Fault[] = [];
  readonly stopped: Stopped[] = [];
  readonly releases: Evidence['releases'] = [];
  unreadable = 0;
  floods = 0;
  /** Periods in which other traffic fills the mailbox. */
  readonly deep: { from: number; to: number }[] = [];
  readonly schedules: Schedules;
  healedAt = Number.POSITIVE_INFINITY;
  readonly #roles: Record<RoleName, Role>;
  #ids = 0;

  constructor(scheduler: Scheduler, plants: Plants) {
    this.scheduler = scheduler;
    this.plants = plants;
    this.schedules = new Schedules(this);
    this.stores = makeStores(
      scheduler,
      plants,
      () => this.schedules.armSweep(),
      () => this.schedules.armSettle(),
    );
    const { mailbox, timers, facts, sends } = this.stores;
    const sender = (channel: SendChannel) =>
      this.#role(sends[channel], `send-message-${channel}`, { batch: 3, count: 2 }, (instance) =>
        sendMessageOn(this, instance, channel),
      );
    this.#roles = {
      mailbox: this.#role(mailbox, 'step-profile', { batch: 10, count: 2 }, (instance) =>
        stepProfileOn(this, instance),
      ),
      timers: this.#role(timers, 'deliver-wakes', { batch: 10, count: 1 }, (instance) =>
        deliverWakesOn(this, instance),
      ),
      facts: this.#role(facts, 'project-facts', { batch: 20, count: 2 }, (instance) =>
        projectFactsOn(this, instance),
      ),
      ...(Object.fromEntries(sendChannels.map((channel) => [`sends-${channel}`, sender(channel)])) as Record<
        `sends-${SendChannel}`,
        Role
      >),
    };
  }

  nextId(kind: string): string {
    this.#ids += 1;
    return `${kind}-${this.#ids}`;
  }

  /** Records an attempt of an event at some door. */
  note(
    { id, name, occurredAt, acceptedAt, index, properties, anonymous }: PostedEvent,
    mailbox: ProfileId,
  ): Accepted {
    const known: Accepted = this.accepted.get(id) ?? { id, mailbox, tries: [], acked: false };
    this.accepted.set(id, known);
    known.tries.push({ id, name, occurredAt, acceptedAt, index, properties, anonymous });
    return known;
  }

  ack(ids: readonly string[]): void {
    for (const id of ids) {
      const known = this.accepted.get(id);
      if (known) known.acked = true;
    }
  }

  mailboxDepth(): number {
    const { now } = this.scheduler;
    const own = this.stores.mailbox.size();
    return this.deep.some(({ from, to }) => from <= now && now < to) ? 20_000 + own : own;
  }

  instance(name: string): Instance {
    return new Instance(this.scheduler, this.nextId(name));
  }

  queue<T>(name: RoleName): InMemoryQueue<T> {
    return this.#roles[name].queue as unknown as InMemoryQueue<T>;
  }

  /** Something may be in the queue after this delay. */
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
    await this.stores.programs.publish(program, journeys, release, before);
    const amounts: Record<string, number> = {};
    for (const { channel, amount } of Object.values(program.budgets))
      amounts[channel] = Math.round(Number.parseFloat(amount) * 1_000_000);
    this.releases.push({ release, program, at: this.scheduler.now, amounts });
    if (before) this.scheduler.faults.saw(rollback ? 'program rolled back' : 'program changed');
    this.scheduler.log(() => `release ${release.number}: ${release.hash}`);
  }

  #role<T>(
    queue: InMemoryQueue<T>,
    name: string,
    { batch, count }: { batch: number; count: number },
    wire: (instance: Instance) => Handler<T>,
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
    // All busy: the one that ends looks again, and dead ones are noticed when their time is up.
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

  queuesLeft(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.#roles).map(([name, { queue }]) => [name, queue.size()]));
  }
}
