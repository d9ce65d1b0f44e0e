// One actor's world in memory: the production commit on in-memory ports, its effects, and messages as people post them.
import { inMemoryAddressBook } from '../../../lib/adapters/in-memory/address-book.ts';
import { inMemoryBlockList } from '../../../lib/adapters/in-memory/block-list.ts';
import { inMemoryKeyStore } from '../../../lib/adapters/in-memory/key-store.ts';
import { inMemoryLog } from '../../../lib/adapters/in-memory/log.ts';
import { inMemoryProfileStore } from '../../../lib/adapters/in-memory/profile-store.ts';
import { inMemoryProgramStore } from '../../../lib/adapters/in-memory/program-store.ts';
import { inMemoryQuarantine } from '../../../lib/adapters/in-memory/quarantine.ts';
import { inMemoryVault } from '../../../lib/adapters/in-memory/vault.ts';
import { journeyHash } from '../../../lib/domain/journey/compiled-journey.ts';
import type { Queue, Queued } from '../../../lib/ports/queue.ts';
import { type CommitParts, commitMailbox } from '../../../lib/wiring/commit.ts';
import { Program } from '../../../schemas/documents.ts';
import type { SendRequest, Timer } from '../../../schemas/effects.ts';
import type { Fact } from '../../../schemas/facts.ts';
import type { Envelope, EventMessage, MailboxMessage, WrappedKeys } from '../../../schemas/mailbox.ts';
import { perChannel } from '../../../schemas/names.ts';

export const T0 = Date.parse('2026-11-20T10:00:00Z');
export const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];
export const USER = `u-${'U'.repeat(22)}`;
export const VISITOR = `a-${'A'.repeat(22)}`;

export function recordingQueue<T>(): Queue<T> & { items: Queued<T>[] } {
  const items: Queued<T>[] = [];
  return {
    items,
    async put(more) {
      items.push(...structuredClone([...more]));
      return [];
    },
  };
}

export const event = (id: string, name: string, more: Partial<EventMessage> = {}): EventMessage => ({
  type: 'event',
  id,
  kind: name === 'identify' ? 'identify' : 'track',
  name,
  occurredAt: T0,
  acceptedAt: T0,
  index: 0,
  clientAt: T0,
  trust: 'server',
  properties: {},
  traits: {},
  context: {},
  ...more,
});

export function programOf(journeys: Record<string, unknown>[], more: Record<string, unknown> = {}): Program {
  return Program.parse({
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    purposes: { marketing: { description: 'offers' } },
    segments: {},
    templates: { mail: { id: 'mail', channel: 'email', subject: 's', html: 'h' } },
    budgets: {},
    channels: { email: { id: 'email', price: '0.001 EUR' } },
    ...more,
    journeys: Object.fromEntries(journeys.map((journey) => [journey['id'], journey])),
  });
}

export function actorWorld() {
  const store = inMemoryProgramStore();
  const mailbox = recordingQueue<Envelope>();
  const timers = recordingQueue<Timer>();
  const facts = recordingQueue<Fact>();
  const sends = perChannel(() => recordingQueue<SendRequest>());
  const log = inMemoryLog();
  let number = 0;
  let bodies = 0;
  const ports: CommitParts = {
    profiles: inMemoryProfileStore(),
    keys: inMemoryKeyStore(),
    blocks: inMemoryBlockList(),
    addresses: inMemoryAddressBook(),
    quarantine: inMemoryQuarantine(),
    vault: inMemoryVault(),
    programs: store,
    mailbox,
    timers,
    facts,
    sends,
    redelivery: { retryIn: async () => undefined },
    log,
    clock: () => world.now,
  };
  const handle = commitMailbox(ports);
  const world = {
    now: T0,
    ports,
    mailbox,
    timers,
    facts,
    sends,
    get failures(): unknown[] {
      return log.lines.flatMap(({ level, fields }) => (level === 'error' ? [fields.error] : []));
    },
    async publish(program: Program): Promise<void> {
      number += 1;
      const journeys = Object.values(program.journeys).map((journey) => [journeyHash(journey), journey]);
      const release = { number, hash: `h${number}`, publishedAt: world.now, by: 'test' };
      await store.publish(program, Object.fromEntries(journeys), release, number - 1);
      world.now += 2 * SECOND;
    },
    async post(profile: string, messages: MailboxMessage[], keys: WrappedKeys = {}): Promise<string[]> {
      return world.deliver(profile, JSON.stringify({ v: 1, profile, keys, messages }));
    },
    async deliver(group: string, body: string): Promise<string[]> {
      bodies += 1;
      const messageId = `m${bodies}`;
      return handle([{ messageId, receiptHandle: messageId, body, group, receiveCount: 1 }]);
    },
    /** Delivers the actors' messages to each other until there are none left. */
    async settle(): Promise<void> {
      for (let mail = mailbox.items.shift(); mail; mail = mailbox.items.shift())
        await world.deliver(mail.group ?? '', JSON.stringify(mail.body));
    },
    async wake(profile: string): Promise<void> {
      await world.post(profile, [{ type: 'wake', id: `wake#${profile}#${world.now}`, wakeAt: world.now }]);
    },
    async state(profile: string) {
      const stored = await ports.profiles.read(profile);
      if (!stored) throw new Error('no such profile');
      return stored.state;
    },
  };
  return world;
}
