/**
 * The clients and the door: the production intake, which receives the same message ids until it accepts them. Sometimes
 * accepted requests are posted once more. Also: messages that an older door let through, and unreadable bodies.
 */
import { Intake, type IntakePorts } from '../../lib/application/intake/ingest.ts';
import { takeBusEvent } from '../../lib/application/intake/ingest-bus.ts';
import type { Envelope, EventMessage } from '../../schemas/mailbox.ts';
import type { ProfileId } from '../../schemas/primitives.ts';
import { untilDone } from './clients.ts';
import type { Draft } from './drafts.ts';
import type { PostedEvent } from './evidence.ts';
import type { Instance } from './instance.ts';
import { partsOf } from './parts.ts';
import { queueOf } from './queues.ts';
import type { World } from './world.ts';

const CLIENT = { name: 'ingest-events', limitMs: 10_000, triesMax: 12, restMs: 5_000 };

/** The door's ports on one process. `taking` is called with each time of acceptance that the door assigns. */
export function intakePortsOn(
  world: World,
  instance: Instance,
  taking: (acceptedAt: number) => void,
): IntakePorts {
  const ports: IntakePorts = {
    ...partsOf(world, instance),
    clock() {
      const now = instance.clock();
      taking(now);
      return now;
    },
  };
  return world.plants.intake?.(ports) ?? ports;
}

export const intakeOf = (world: World, instance: Instance, taking: (acceptedAt: number) => void): Intake =>
  new Intake(intakePortsOn(world, instance, taking));

export class Door {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Posts the request until it is accepted. `times`: how often the client posts it altogether. */
  post(drafts: readonly Draft[], times = 1): void {
    const { scheduler } = this.#world;
    const again = () => {
      if (times > 1 || scheduler.faults.strikes('posted again'))
        this.#later(scheduler.dice.int(0, 15 * 60_000), () => this.post(drafts, times - 1));
    };
    untilDone(this.#world, CLIENT, (instance) => this.#take(instance, drafts), again);
  }

  /** The same by the company's bus: delivered at least once, under one id and with its own time. */
  bus(drafts: readonly Draft[]): void {
    const world = this.#world;
    const time = world.scheduler.now;
    const timed = drafts.map((draft) => ({ ...draft, clientAt: draft.clientAt ?? time }));
    const event = {
      ...{
        id: world.nextId('bus'),
        source: 'shop',
        'detail-type': 'Order',
        time: new Date(time).toISOString(),
      },
      detail: { batch: drafts.map(({ call }) => call) },
    };
    const take = async (instance: Instance) => {
      const { accepted, rejected } = await takeBusEvent(this.#intakeOn(instance, timed), event);
      const bad = drafts.filter((draft) => draft.bad).map(({ id }) => id);
      this.#answered(drafts, accepted, rejected === bad.length ? bad : []);
    };
    const times = world.scheduler.faults.strikes('delivered twice') ? 2 : 1;
    for (let i = 0; i < times; i += 1)
      untilDone(world, { ...CLIENT, name: 'ingest-bus-events', triesMax: Number.POSITIVE_INFINITY }, take);
  }

  #intakeOn(instance: Instance, drafts: readonly Draft[]): Intake {
    const world = this.#world;
    const { bad } = world;
    const taking = (acceptedAt: number): void => {
      for (const [index, draft] of drafts.entries())
        if (draft.bad) bad.set(draft.id, bad.get(draft.id) ?? { acked: false, mailbox: draft.mailbox });
        else world.note(expectedEvent(draft, acceptedAt, index), draft.mailbox);
    };
    return intakeOf(world, instance, taking);
  }

  async #take(instance: Instance, drafts: readonly Draft[]): Promise<void> {
    const { scheduler } = this.#world;
    const [only] = drafts;
    const intake = this.#intakeOn(instance, drafts);
    const from = { trust: 'server', source: 'key' } as const;
    const answer = await intake
      .take(
        drafts.length === 1 && only
          ? { ...from, call: only.call.type, body: only.call }
          : { ...from, call: 'batch', body: { batch: drafts.map(({ call }) => call) } },
      )
      .catch((error: unknown) => {
        scheduler.faults.saw('asked for everything again');
        throw error;
      });
    if (!answer.taken) throw new Error(`nothing was taken: ${answer.because}`);
    const refused = answer.rejected.map(({ index }) => drafts[index]?.id ?? '');
    this.#answered(drafts, answer.accepted, refused);
  }

  #answered(drafts: readonly Draft[], taken: number, refused: string[]): void {
    const { accepted, bad, answers, scheduler } = this.#world;
    if (refused.length) scheduler.faults.saw('rejected at the door');
    answers.push({
      at: scheduler.now,
      good: drafts.flatMap(({ id, bad }) => (bad ? [] : [id])),
      bad: drafts.flatMap(({ id, bad }) => (bad ? [id] : [])),
      accepted: taken,
      refused,
    });
    for (const { id } of drafts) {
      const noted = accepted.get(id) ?? bad.get(id);
      if (noted) noted.acked = true;
    }
  }

  /** An unreadable body. */
  garbage(profile: ProfileId): void {
    const body = { v: 2, profile, what: 'nobody knows' } as unknown as Envelope;
    const deduplicationId = this.#world.nextId('garbage');
    this.#slip([{ group: profile, deduplicationId, body }], () => {
      this.#world.unreadable += 1;
    });
  }

  /** A message that an older door accepted as an event and that `step` cannot take in. */
  poison(draft: Draft): void {
    const world = this.#world;
    const { now } = world.scheduler;
    const event = expectedEvent(draft, now, 0);
    world.note(event, draft.mailbox).poison = true;
    const message: EventMessage = {
      ...{ ...event, type: 'event', kind: draft.call.type, clientAt: null, trust: 'server' },
      ...{ traits: {}, context: {} },
    };
    const body: Envelope = { v: 1, profile: draft.mailbox, keys: {}, messages: [message] };
    this.#slip([{ group: draft.mailbox, deduplicationId: draft.id, body }], () => world.ack([draft.id]));
  }

  #slip(items: { group: ProfileId; deduplicationId: string; body: Envelope }[], then: () => void): void {
    const put = async (instance: Instance) => {
      const queue = queueOf(this.#world, instance, 'mailbox');
      if ((await queue.put(items)).length) throw new Error('not taken');
    };
    untilDone(this.#world, { ...CLIENT, name: 'old-door' }, put, then);
  }

  #later(ms: number, run: () => void): void {
    const { scheduler, healedAt } = this.#world;
    const at = scheduler.now + ms;
    if (at < healedAt) scheduler.at(at, run);
  }
}

/** The event that the door must make of it if it is accepted then. */
export function expectedEvent(draft: Draft, acceptedAt: number, index: number): PostedEvent {
  const { id, name, clientAt, anonymous, call } = draft;
  const occurredAt = clientAt === null ? acceptedAt : Math.min(clientAt, acceptedAt);
  const properties = call.properties as PostedEvent['properties'];
  return { id, name, occurredAt, acceptedAt, index, properties, ...(anonymous && { anonymous }) };
}
