/**
 * The clients and the door: a request is tried until it is acknowledged, with the same message ids and new times; sometimes it
 * is posted again though it was. A recipient's withdrawal puts its BLOCK first and then goes the way of every message.
 */
import { blockAll, findRecipient } from '../../lib/application/recipient.ts';
import { hashText } from '../../lib/domain/message/send-id.ts';
import type { Queue, Queued } from '../../lib/ports/queue.ts';
import type { Envelope, EventMessage } from '../../schemas/mailbox.ts';
import type { ProfileId, SendChannel } from '../../schemas/primitives.ts';
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

  withdraw(profile: ProfileId, channel: SendChannel, draft: Draft): void {
    const world = this.#world;
    const { stores, scheduler } = world;
    this.#try(async (door) => {
      const acceptedAt = scheduler.now;
      const found = await findRecipient(door.port('profiles', stores.profiles), profile);
      const chain = found?.chain ?? [profile];
      const block = { channel, reason: 'withdrawn', purpose: 'marketing', acceptedAt, index: 0 } as const;
      await blockAll(door.port('blocks', stores.blocks), chain, block);
      scheduler.faults.saw('blocked');
      world.blocked.push({ at: scheduler.now, acceptedAt, chain, channel, purpose: 'marketing' });
      await this.#take(door, [draft], acceptedAt);
    });
  }

  /** What nobody can read. */
  garbage(profile: ProfileId): void {
    const body = { v: 2, profile, what: 'nobody knows' } as unknown as Envelope;
    this.#world.unreadable += 1;
    const deduplicationId = this.#world.nextId('garbage');
    this.#try(async (door) =>
      taken(await this.#mailbox(door).put([{ group: profile, deduplicationId, body }])),
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
