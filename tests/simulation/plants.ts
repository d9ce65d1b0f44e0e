/**
 * Planted faults: production code with one safeguard of the design removed, which the judge must find. Where the
 * safeguard is an order of steps, the wrong order is used.
 */

import { enqueueOut } from '../../lib/application/commit/enqueue-out.ts';
import type { IntakePorts } from '../../lib/application/intake/ingest.ts';
import type { RecipientPorts } from '../../lib/application/receipts/serve-recipients.ts';
import type { Messages } from '../../lib/channels/channels.ts';
import type { BudgetStore } from '../../lib/ports/budget-store.ts';
import type { MoneyStore } from '../../lib/ports/money-store.ts';
import type { ProfileStore, StoredProfile } from '../../lib/ports/profile-store.ts';
import type { Provider, Providers } from '../../lib/ports/provider.ts';
import type { SendLog, SendRecord } from '../../lib/ports/send-log.ts';
import type { CommitParts } from '../../lib/wiring/commit.ts';
import type { GuardParts } from '../../lib/wiring/guard.ts';
import type { SendParts } from '../../lib/wiring/send.ts';
import { perChannel, type SendChannel } from '../../schemas/names.ts';
import { ignoringFailures, plantsOfDoors } from './plants-doors.ts';
import { plantsOfMoney } from './plants-money.ts';

export interface Plants {
  step?: (ports: CommitParts) => CommitParts;
  send?: (ports: SendParts) => SendParts;
  profiles?: (store: ProfileStore) => Partial<ProfileStore>;
  budgets?: (store: BudgetStore) => BudgetStore;
  guard?: (ports: GuardParts) => GuardParts;
  intake?: (ports: IntakePorts) => IntakePorts;
  recipients?: (ports: RecipientPorts) => RecipientPorts;
  money?: (store: MoneyStore) => MoneyStore;
  /** project-facts does not report what failed. */
  deaf?: true;
  /** The sweep treats the mailbox as empty. */
  shallow?: true;
}

const withProfiles = (change: (profiles: ProfileStore) => Partial<ProfileStore>): Plants => ({
  step: (ports) => {
    const { read, putPage, commit, findInPages, pages } = ports.profiles;
    const profiles = { read, putPage, commit, findInPages, pages };
    return { ...ports, profiles: { ...profiles, ...change(ports.profiles) } };
  },
});

const withRead = (change: (stored: StoredProfile) => void): Plants =>
  withProfiles((profiles) => ({
    async read(profile) {
      const stored = await profiles.read(profile);
      if (stored) change(stored);
      return stored;
    },
  }));

/** `breaks`: how the objections that find it begin. */
export type Planted = Readonly<Record<string, { plant: Plants; breaks: string }>>;

export const plants: Planted = {
  'drop the version condition': {
    breaks: 'I[1237]',
    plant: {
      profiles: (store) => ({
        async commit(profile, expected, next) {
          if (await store.commit(profile, expected, next)) return true;
          const version = (await store.read(profile))?.version ?? 0;
          return store.commit(profile, version, next);
        },
      }),
    },
  },
  'enqueue before the commit': {
    breaks: 'I3',
    plant: {
      step: (ports) => ({
        ...(withProfiles((profiles) => ({
          async commit(profile, expected, next) {
            await enqueueOut(ports, profile, expected + 1, next.state.out.effects);
            return profiles.commit(profile, expected, next);
          },
        })).step?.(ports) as CommitParts),
      }),
    },
  },
  'out not enqueued again after a crash': {
    breaks: 'I[13]',
    plant: withRead(({ state }) => {
      state.out.effects = [];
    }),
  },
  'no ring of ids': {
    breaks: 'I2',
    plant: withRead((stored) => {
      stored.state.seen = { blocks: [], evicted: 0, ahead: 0 };
      stored.tail = stored.tail.map((entry) =>
        entry.type === 'event' ? { ...entry, hash: 'xxxxxxxx' } : entry,
      );
    }),
  },
  'no search of the pages': {
    breaks: 'I2',
    plant: withProfiles(() => ({ findInPages: async () => new Set() })),
  },
  'waits that never reach the index': {
    breaks: 'I7',
    plant: {
      step: (ports) => ({
        ...ports,
        ...withProfiles((profiles) => ({
          commit: (profile, expected, { state, tail }) => profiles.commit(profile, expected, { state, tail }),
        })).step?.(ports),
        timers: { put: async () => [] },
      }),
    },
  },
  'a claim that succeeds although another process holds it': {
    breaks: 'I3',
    plant: {
      send: (ports) => ({
        ...ports,
        sendLog: {
          ...methods(ports.sendLog),
          read: async (sendId) => {
            const record = await ports.sendLog.read(sendId);
            return record?.status === 'calling' ? undefined : record;
          },
          claim: async (record) => {
            await ports.sendLog.claim(record);
            return true;
          },
        },
      }),
    },
  },
  'claim after the call': { breaks: 'I3', plant: { send: claimAfterTheCall } },
  'an unknown answer treated as a rejection': {
    breaks: 'I3',
    plant: {
      send: (ports) => ({ ...ports, sendLog: { ...methods(ports.sendLog), settle: againForUnknown(ports) } }),
    },
  },
  'a sender that ignores suppressions': {
    breaks: 'I4',
    plant: { send: (ports) => ({ ...ports, blocks: { ...ports.blocks, read: async () => [] } }) },
  },
  'leases returned in full, whatever their sends cost': {
    breaks: 'I5',
    plant: {
      budgets: (store) => ({
        ...store,
        settle: (key, expected) => store.settle(key, expected, expected.micros),
      }),
    },
  },
  'money granted beyond the amount in force': {
    breaks: 'I5',
    plant: {
      budgets: (store) => ({
        ...store,
        read: async (budget, start) => {
          const item = await store.read(budget, start);
          return item && { ...item, held: 0 };
        },
        grant: (key, lease, { version }) =>
          store.grant(key, lease, { version, heldMax: Number.MAX_SAFE_INTEGER }),
      }),
    },
  },
  'ignore a partial failure': {
    breaks: '(I[137]|MONEY)',
    plant: {
      step: (ports) => {
        const sends = perChannel((channel) => ignoringFailures(ports.sends[channel]));
        const { mailbox, timers, facts } = ports;
        const others = {
          mailbox: ignoringFailures(mailbox),
          timers: ignoringFailures(timers),
          facts: ignoringFailures(facts),
        };
        return { ...ports, ...others, sends };
      },
    },
  },
  'ignore a partial failure at the door': {
    breaks: 'I1',
    plant: { intake: (ports) => ({ ...ports, mailbox: ignoringFailures(ports.mailbox) }) },
  },
  'ignore a partial failure of facts': { breaks: 'MONEY', plant: { deaf: true } },
  ...plantsOfDoors,
  ...plantsOfMoney,
};

function methods(log: SendLog): SendLog {
  const { read, claim, refuse, settle, amend, sumOfLease } = log;
  return { read, claim, refuse, settle, amend, sumOfLease };
}

function claimAfterTheCall(ports: SendParts): SendParts {
  const claimed: Extract<SendRecord, { status: 'calling' }>[] = [];
  const after = <C extends SendChannel>(channel: C): Provider<Messages[C]> => ({
    async send(message, about) {
      const answer = await ports.providers[channel].send(message, about);
      for (let record = claimed.shift(); record; record = claimed.shift()) await ports.sendLog.claim(record);
      return answer;
    },
  });
  return {
    ...ports,
    sendLog: {
      ...methods(ports.sendLog),
      async claim(record) {
        claimed.push(record);
        return true;
      },
    },
    providers: perChannel(after) as Providers,
  };
}

/** Retries sends whose result is unknown. */
function againForUnknown(ports: SendParts): SendLog['settle'] {
  return async (record, attempt) => {
    if (record.status !== 'unknown') return ports.sendLog.settle(record, attempt);
    const { cost: _, lease: __, address: ___, ...subject } = record;
    await ports.sendLog.settle(
      { ...subject, status: 'again', attempt: attempt + 1, reason: 'tried again' },
      attempt,
    );
    throw new Error('tried again');
  };
}
