/**
 * The clients and the door: a request is tried until it is acknowledged, with the same message ids and new times; sometimes it
 * is posted again though it was. A recipient's withdrawal puts its BLOCK first and then goes the way of every message.
 */
import { block, withdraw } from '../../lib/application/withhold.ts';
import { hashText } from '../../lib/domain/message/send-id.ts';
import type { Queue, Queued } from '../../lib/ports/queue.ts';
import type { Envelope, EventMessage } from '../../schemas/mailbox.ts';
import { type ProfileId, SendChannel } from '../../schemas/primitives.ts';
import type { Accepted } from './evidence.ts';
import type { Instance } from './instance.ts';
import type { Draft } from './people.ts';
import { queueOf } from './queues.ts';
import type { World } from './world.ts';

const CLIENT_WAITS_MS = 10_000;
const TRIES_MAX = 12;

export class Door {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Posts the request, and again until it is taken. `times`: how often the client posts it in all. */
  post(drafts: readonly Draft[], times = 1): void {
    this.#try(
      async (door) => this.#take(door, drafts),
      () => {
        const again = times > 1 || this.#world.scheduler.faults.strikes('posted again');
        const { dice } = this.#world.scheduler;
        if (again) this.#later(dice.int(0, 15 * 60_000), () => this.post(drafts, times - 1));
      },
    );
  }

  /** One click: the recipients' own way to say no. */
  withdraw(profile: ProfileId, channel: SendChannel, draft: Draft): void {
    const world = this.#world;
    const { scheduler } = world;
    this.#try(async (door) => {
      const at = scheduler.now;
      this.#note(draft, draft.message(at, 0, await world.stores.vault.begin()));
      const ports = { ...this.#stores(door), mailbox: this.#mailbox(door) };
      const no = {
        profile,
        channel,
        purpose: 'marketing',
        trust: 'recipient',
        source: 'link',
        id: draft.id,
        at,
      } as const;
      await withdraw(ports, no);
      this.#blocked(profile, channel, at);
      (world.accepted.get(draft.id) as Accepted).acked = true;
    });
  }

  /** As the intake does it: BLOCK stands before the mailbox hears of a no. */
  async #block(door: Instance, drafts: readonly Draft[], acceptedAt: number): Promise<void> {
    for (const { id, mailbox: profile } of drafts) {
      const message = this.#world.accepted.get(id)?.tries.at(-1);
      if (message?.name !== 'Consent Withdrawn') continue;
      const { channels } = message.properties;
      for (const channel of SendChannel.options) {
        if (Array.isArray(channels) && !channels.includes(channel)) continue;
        const no = {
          channel,
          reason: 'withdrawn',
          purpose: 'marketing',
          acceptedAt,
          index: message.index,
        } as const;
        await block(this.#stores(door), profile, no);
        this.#blocked(profile, channel, acceptedAt);
      }
    }
  }

  #stores(door: Instance) {
    const { profiles, blocks } = this.#world.stores;
    return { profiles: door.port('profiles', profiles), blocks: door.port('blocks', blocks) };
  }

  #blocked(profile: ProfileId, channel: SendChannel, acceptedAt: number): void {
    this.#world.scheduler.faults.saw('blocked');
    this.#world.blocked.push({ at: this.#world.scheduler.now, acceptedAt, profile, channel });
  }

  /** What nobody can read. */
  garbage(profile: ProfileId): void {
    const body = { v: 2, profile, what: 'nobody knows' } as unknown as Envelope;
    const deduplicationId = this.#world.nextId('garbage');
    this.#try(
      async (door) => taken(await this.#mailbox(door).put([{ group: profile, deduplicationId, body }])),
      () => {
        this.#world.unreadable += 1;
      },
    );
  }

  async #take(
    door: Instance,
    drafts: readonly Draft[],
    acceptedAt = this.#world.scheduler.now,
  ): Promise<void> {
    const items: Queued<Envelope>[] = [];
    const places = new Map(drafts.map((draft, i) => [draft, i]));
    for (const [profile, own] of Map.groupBy(drafts, (draft) => draft.mailbox)) {
      const sealing = await this.#world.stores.vault.begin();
      const messages = own.map((draft) => draft.message(acceptedAt, places.get(draft) ?? 0, sealing));
      for (const [i, message] of messages.entries()) this.#note(own[i] as Draft, message);
      const deduplicationId = hashText(`${profile} ${own.map(({ id }) => id).join()}`);
      items.push({
        group: profile,
        deduplicationId,
        body: { v: 1, profile, keys: sealing.keys(), messages },
      });
    }
    await this.#block(door, drafts, acceptedAt);
    taken(await this.#mailbox(door).put(items));
    for (const { id } of drafts) {
      const accepted = this.#world.accepted.get(id);
      if (accepted) accepted.acked = true;
    }
  }

  #note({ id, mailbox, poison }: Draft, message: EventMessage): void {
    const { accepted } = this.#world;
    const known = accepted.get(id);
    if (known) known.tries.push(message);
    else accepted.set(id, { id, mailbox, tries: [message], acked: false, ...(poison ? { poison } : {}) });
  }

  #mailbox(door: Instance): Queue<Envelope> {
    const { scheduler, stores } = this.#world;
    return queueOf(scheduler, door, 'mailbox', stores.mailbox, () => this.#world.poll('mailbox'));
  }

  #later(ms: number, run: () => void): void {
    const { scheduler, healedAt } = this.#world;
    const at = scheduler.now + ms;
    if (at < healedAt) scheduler.at(at, run);
  }

  /** A client with patience: what fails or dies at the door is tried again. */
  #try(request: (door: Instance) => Promise<void>, then: () => void = () => undefined, tries = 1): void {
    const { scheduler } = this.#world;
    const door = this.#world.instance('door');
    let done = false;
    const work = async () => {
      await request(door);
      done = true;
      then();
    };
    door.invoke(CLIENT_WAITS_MS, work, () => undefined);
    scheduler.after(CLIENT_WAITS_MS + scheduler.dice.int(0, 5_000), () => {
      if (!done && tries < TRIES_MAX) this.#try(request, then, tries + 1);
    });
  }
}

function taken(left: readonly unknown[]): void {
  if (left.length) throw new Error('503 send it all again');
}
