// The stores and queues of one world: the in-memory adapters, with a record of what was committed to them.

import { shardOf } from '../../lib/adapters/dynamodb/wake-index.ts';
import { inMemoryAddressBook } from '../../lib/adapters/in-memory/address-book.ts';
import { inMemoryBlockList } from '../../lib/adapters/in-memory/block-list.ts';
import { inMemoryKeyStore } from '../../lib/adapters/in-memory/key-store.ts';
import { inMemoryMoneyStore } from '../../lib/adapters/in-memory/money-store.ts';
import { inMemoryProfileStore } from '../../lib/adapters/in-memory/profile-store.ts';
import { inMemoryProgramStore } from '../../lib/adapters/in-memory/program-store.ts';
import { inMemoryQuarantine } from '../../lib/adapters/in-memory/quarantine.ts';
import { inMemoryQueue } from '../../lib/adapters/in-memory/queue.ts';
import { type InMemorySendLog, inMemorySendLog } from '../../lib/adapters/in-memory/send-log.ts';
import { inMemoryShortLinks } from '../../lib/adapters/in-memory/short-links.ts';
import { inMemoryVault } from '../../lib/adapters/in-memory/vault.ts';
import { inMemoryWakeIndex } from '../../lib/adapters/in-memory/wake-index.ts';
import { inMemoryWakeMarks } from '../../lib/adapters/in-memory/wake-marks.ts';
import type { BlockList } from '../../lib/ports/block-list.ts';
import type { ProfileStore } from '../../lib/ports/profile-store.ts';
import type { Quarantine } from '../../lib/ports/quarantine.ts';
import type { SendRequest, Timer } from '../../schemas/effects.ts';
import type { Fact, FactsMessage } from '../../schemas/facts.ts';
import type { Envelope } from '../../schemas/mailbox.ts';
import { perChannel } from '../../schemas/names.ts';
import { booksOf } from './books.ts';
import { type Commit, type Evidence, eventKey } from './evidence.ts';
import type { Plants } from './plants.ts';
import type { Scheduler } from './scheduler.ts';

export type Stores = ReturnType<typeof makeStores>;

export function makeStores(scheduler: Scheduler, plants: Plants, committed: () => void, leased: () => void) {
  const own = inMemoryProfileStore();
  const root = { ...own, ...plants.profiles?.(own) };
  const commits: Commit[] = [];
  const index = inMemoryWakeIndex(root);
  const random = (bytes: number): Buffer =>
    Buffer.from(Array.from({ length: bytes }, () => scheduler.dice.int(0, 255)));
  return {
    root,
    commits,
    profiles: recorded(scheduler, root, commits, committed),
    /** An empty shard responds at once and never fails: 64 of them each minute would be most of the run. */
    index: {
      shards: index.shards,
      isEmpty: (shard: number) => !root.waiting().some(({ profile }) => shardOf(profile) === shard),
      due: index.due,
    },
    programs: inMemoryProgramStore(),
    keys: inMemoryKeyStore(),
    ...blocksOf(scheduler),
    addresses: inMemoryAddressBook(),
    ...asideOf(scheduler),
    vault: inMemoryVault({ random }),
    shortLinks: inMemoryShortLinks(),
    sendLog: sendLogOf(scheduler),
    ...booksOf(scheduler, leased),
    money: inMemoryMoneyStore(),
    marks: inMemoryWakeMarks(),
    ...queuesOf(scheduler),
  };
}

function recorded(
  scheduler: Scheduler,
  root: ProfileStore,
  commits: Commit[],
  committed: () => void,
): ProfileStore {
  const { faults } = scheduler;
  const before = new Map<string, { parked: number; tookOver: number }>();
  return {
    ...root,
    async putPage(profile, version, entries) {
      faults.saw('history page written');
      await root.putPage(profile, version, entries);
    },
    async commit(profile, expected, next) {
      const done = await root.commit(profile, expected, next);
      if (!done) {
        faults.saw('version conflict');
        return false;
      }
      const { redirect, parked, tookOver, out } = next.state;
      const knows = next.tail.flatMap((entry) => (entry.type === 'event' ? [eventKey(entry.event)] : []));
      const effects = structuredClone(out.effects);
      commits.push({ at: scheduler.now, profile, version: expected + 1, effects, knows, redirect });
      const was = before.get(profile) ?? { parked: 0, tookOver: 0 };
      const asked = effects.some((e) => e.type === 'mail' && e.messages.some(({ type }) => type === 'link'));
      if (parked) faults.saw('parked');
      else if (asked) faults.saw('parked up to the limit');
      else if (was.parked && was.tookOver === tookOver.length) faults.saw('hand-over given up');
      before.set(profile, { parked: parked?.awaiting.length ?? 0, tookOver: tookOver.length });
      committed();
      return true;
    },
  };
}

function sendLogOf(scheduler: Scheduler): InMemorySendLog {
  const log = inMemorySendLog(() => scheduler.now);
  return {
    ...log,
    async amend(sendId, change) {
      const before = await log.read(sendId);
      if (before?.status === 'calling') scheduler.faults.saw('provider event while calling');
      return log.amend(sendId, change);
    },
  };
}

/** Once a withdrawal's suppression is stored, the next send must find it. */
function blocksOf(scheduler: Scheduler) {
  const store = inMemoryBlockList();
  const blocked: Evidence['blocked'] = [];
  const blocks: BlockList = {
    ...store,
    async put(profile, block) {
      await store.put(profile, block);
      if (block.reason !== 'withdrawn') return;
      scheduler.faults.saw('blocked');
      const { channel, acceptedAt } = block;
      blocked.push({ at: scheduler.now, acceptedAt, profile, channel });
    },
  };
  return { blocks, blocked };
}

function asideOf(scheduler: Scheduler) {
  const store = inMemoryQuarantine();
  /** When each row was put first. */
  const asideAt = new Map<string, number>();
  const quarantine: Quarantine = {
    ...store,
    async put(items) {
      await store.put(items);
      for (const { id } of items) if (!asideAt.has(id)) asideAt.set(id, scheduler.now);
    },
  };
  return { quarantine, asideAt };
}

function queuesOf(scheduler: Scheduler) {
  const clock = () => scheduler.now;
  const mailbox = inMemoryQueue<Envelope>(clock, true);
  const facts = inMemoryQueue<FactsMessage>(clock, false);
  /** When the mailbox first had each event, and every fact that was ever taken. */
  const mailedAt = new Map<string, number>();
  const takenFacts: Fact[] = [];
  return {
    mailedAt,
    takenFacts,
    mailbox: {
      ...mailbox,
      async put(items: Parameters<typeof mailbox.put>[0]) {
        for (const { body } of items)
          for (const message of body.messages ?? [])
            if (message.type === 'event' && !mailedAt.has(message.id)) mailedAt.set(message.id, clock());
        return mailbox.put(items);
      },
    },
    facts: {
      ...facts,
      async put(items: Parameters<typeof facts.put>[0]) {
        takenFacts.push(...items.flatMap(({ body }) => structuredClone(body)));
        return facts.put(items);
      },
    },
    timers: inMemoryQueue<Timer>(clock, false),
    sends: perChannel(() => inMemoryQueue<SendRequest>(clock, false)),
  };
}
