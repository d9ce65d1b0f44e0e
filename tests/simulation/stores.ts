// The stores and queues of one world: the in-memory adapters, and a record of what was committed to them.

import { shardOf } from '../../lib/adapters/dynamodb/wake-index.ts';
import { inMemoryAddressBook } from '../../lib/adapters/in-memory/address-book.ts';
import { inMemoryBlockList } from '../../lib/adapters/in-memory/block-list.ts';
import { inMemoryBudgetStore } from '../../lib/adapters/in-memory/budget-store.ts';
import { inMemoryKeyStore } from '../../lib/adapters/in-memory/key-store.ts';
import { inMemoryProfileStore } from '../../lib/adapters/in-memory/profile-store.ts';
import { inMemoryProgramStore } from '../../lib/adapters/in-memory/program-store.ts';
import { inMemoryQuarantine } from '../../lib/adapters/in-memory/quarantine.ts';
import { inMemoryQueue } from '../../lib/adapters/in-memory/queue.ts';
import { inMemorySendLog } from '../../lib/adapters/in-memory/send-log.ts';
import { inMemoryVault } from '../../lib/adapters/in-memory/vault.ts';
import { inMemoryWakeIndex } from '../../lib/adapters/in-memory/wake-index.ts';
import { inMemoryWakeMarks } from '../../lib/adapters/in-memory/wake-marks.ts';
import type { BudgetStore } from '../../lib/ports/budget-store.ts';
import type { ProfileStore } from '../../lib/ports/profile-store.ts';
import type { SendRequest, Timer } from '../../schemas/effects.ts';
import type { Fact } from '../../schemas/facts.ts';
import type { Envelope } from '../../schemas/mailbox.ts';
import { type Commit, knowing } from './evidence.ts';
import type { Plants } from './plants.ts';
import type { Scheduler } from './scheduler.ts';

export type Stores = ReturnType<typeof makeStores>;

export function makeStores(scheduler: Scheduler, plants: Plants, committed: () => void, leased: () => void) {
  const clock = () => scheduler.now;
  const own = inMemoryProfileStore();
  const root = { ...own, ...plants.profiles?.(own) };
  const commits: Commit[] = [];
  const profiles: ProfileStore = {
    ...root,
    async putPage(profile, version, entries) {
      scheduler.faults.saw('history page written');
      await root.putPage(profile, version, entries);
    },
    async commit(profile, expected, next) {
      const done = await root.commit(profile, expected, next);
      if (!done) {
        scheduler.faults.saw('version conflict');
        return false;
      }
      const knows = next.tail.flatMap((entry) => (entry.type === 'event' ? [knowing(entry.event)] : []));
      const { effects } = structuredClone(next.state.out);
      const { redirect } = next.state;
      commits.push({ at: scheduler.now, profile, version: expected + 1, effects, knows, redirect });
      committed();
      return true;
    },
  };
  const index = inMemoryWakeIndex(root);
  const budgets = inMemoryBudgetStore();
  const grant: BudgetStore['grant'] = async (...args) => {
    const granted = await budgets.grant(...args);
    if (granted) leased();
    return granted;
  };
  return {
    root,
    commits,
    profiles,
    /** An empty shard answers at once and never fails: 64 of them each minute would be most of the run. */
    index: {
      shards: index.shards,
      isEmpty: (shard: number) => !root.waiting().some(({ profile }) => shardOf(profile) === shard),
      due: index.due,
    },
    programs: inMemoryProgramStore(),
    keys: inMemoryKeyStore(),
    blocks: inMemoryBlockList(),
    addresses: inMemoryAddressBook(),
    quarantine: inMemoryQuarantine(),
    vault: inMemoryVault(),
    sendLog: inMemorySendLog(clock),
    budgets: { ...budgets, grant },
    marks: inMemoryWakeMarks(),
    mailbox: inMemoryQueue<Envelope>(clock, true),
    timers: inMemoryQueue<Timer>(clock, false),
    facts: inMemoryQueue<Fact>(clock, false),
    sends: {
      email: inMemoryQueue<SendRequest>(clock, false),
      sms: inMemoryQueue<SendRequest>(clock, false),
      push: inMemoryQueue<SendRequest>(clock, false),
    },
  };
}
