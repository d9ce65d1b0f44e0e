/**
 * Faults of ours, planted: production code with one guard of the design taken away. The judge has to find each of them.
 * Where a guard is the order of things, the wrong order stands here.
 */

import type { GuardPorts } from '../../lib/application/budget/guard-budgets.ts';
import { enqueueOut } from '../../lib/application/commit/enqueue-out.ts';
import type { MailboxPorts } from '../../lib/application/commit/handle-mailbox.ts';
import type { IntakePorts } from '../../lib/application/intake/ingest.ts';
import type { RecipientPorts } from '../../lib/application/receipts/serve-recipients.ts';
import type { SenderPorts } from '../../lib/application/send/send-message.ts';
import type { Messages } from '../../lib/channels/channels.ts';
import type { BudgetStore } from '../../lib/ports/budget-store.ts';
import type { MoneyStore } from '../../lib/ports/money-store.ts';
import type { ProfileStore, StoredProfile } from '../../lib/ports/profile-store.ts';
import type { Provider, Providers } from '../../lib/ports/provider.ts';
import type { SendRecord } from '../../lib/ports/send-log.ts';
import { perChannel, type SendChannel } from '../../schemas/names.ts';
import { heedless, plantsOfDoors } from './plants-doors.ts';
import { plantsOfMoney } from './plants-money.ts';

export interface Plants {
  step?: (ports: MailboxPorts) => MailboxPorts;
  send?: (ports: SenderPorts) => SenderPorts;
  profiles?: (store: ProfileStore) => Partial<ProfileStore>;
  budgets?: (store: BudgetStore) => BudgetStore;
  guard?: (ports: GuardPorts) => GuardPorts;
  intake?: (ports: IntakePorts) => IntakePorts;
  recipients?: (ports: RecipientPorts) => RecipientPorts;
  money?: (store: MoneyStore) => MoneyStore;
  /** project-facts does not say what failed. */
  deaf?: true;
  /** The sweep takes the mailbox for empty. */
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

/** `breaks`: how objections begin that find it. */
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
        })).step?.(ports) as MailboxPorts),
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
  'no look into the pages': {
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
  'a claim that takes what another has': {
    breaks: 'I3',
    plant: {
      send: (ports) => ({
        ...ports,
        log: {
          ...methods(ports.log),
          read: async (sendId) => {
            const record = await ports.log.read(sendId);
            return record?.status === 'calling' ? undefined : record;
          },
          claim: async (record) => {
            await ports.log.claim(record);
            return true;
          },
        },
      }),
    },
  },
  'claim after the call': { breaks: 'I3', plant: { send: claimAfterTheCall } },
  'an unknown answer taken for a no': {
    breaks: 'I3',
    plant: {
      send: (ports) => ({ ...ports, log: { ...methods(ports.log), settle: againForUnknown(ports) } }),
    },
  },
  'the sender blind to BLOCK': {
    breaks: 'I4',
    plant: { send: (ports) => ({ ...ports, blocks: { ...ports.blocks, read: async () => [] } }) },
  },
  'leases given back whatever their sends cost': {
    breaks: 'I5',
    plant: {
      budgets: (store) => ({
        ...store,
        settle: (budget, start, id, expected) => store.settle(budget, start, id, expected, expected.micros),
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
        grant: (budget, start, id, lease, { version }) =>
          store.grant(budget, start, id, lease, { version, heldMax: Number.MAX_SAFE_INTEGER }),
      }),
    },
  },
  'forget a partial failure': {
    breaks: '(I[137]|MONEY)',
    plant: {
      step: (ports) => {
        const sends = perChannel((channel) => heedless(ports.sends[channel]));
        const { mailbox, timers, facts } = ports;
        const others = { mailbox: heedless(mailbox), timers: heedless(timers), facts: heedless(facts) };
        return { ...ports, ...others, sends };
      },
    },
  },
  'forget a partial failure at the door': {
    breaks: 'I1',
    plant: { intake: (ports) => ({ ...ports, mailbox: heedless(ports.mailbox) }) },
  },
  'forget a partial failure of facts': { breaks: 'MONEY', plant: { deaf: true } },
  ...plantsOfDoors,
  ...plantsOfMoney,
};

function methods(log: SenderPorts['log']): SenderPorts['log'] {
  const { read, claim, refuse, settle, amend, sumOfLease } = log;
  return { read, claim, refuse, settle, amend, sumOfLease };
}

function claimAfterTheCall(ports: SenderPorts): SenderPorts {
  const claimed: Extract<SendRecord, { status: 'calling' }>[] = [];
  const after = <C extends SendChannel>(channel: C): Provider<Messages[C]> => ({
    async send(message, about) {
      const answer = await ports.providers[channel].send(message, about);
      for (let record = claimed.shift(); record; record = claimed.shift()) await ports.log.claim(record);
      return answer;
    },
  });
  return {
    ...ports,
    log: {
      ...methods(ports.log),
      async claim(record) {
        claimed.push(record);
        return true;
      },
    },
    providers: perChannel(after) as Providers,
  };
}

/** Answers that prove nothing are tried again. */
function againForUnknown(ports: SenderPorts): SenderPorts['log']['settle'] {
  return async (record, attempt) => {
    if (record.status !== 'unknown') return ports.log.settle(record, attempt);
    const { cost: _, lease: __, address: ___, ...subject } = record;
    await ports.log.settle(
      { ...subject, status: 'again', attempt: attempt + 1, reason: 'tried again' },
      attempt,
    );
    throw new Error('tried again');
  };
}
