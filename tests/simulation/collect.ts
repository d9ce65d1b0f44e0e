// Everything a world left behind, read from its stores and assembled for the judge.
import { type Original, openOriginal } from '../../lib/application/intake/quarantine-original.ts';
import { roiReport } from '../../lib/application/money/roi-report.ts';
import type { JsonObject } from '../../schemas/primitives.ts';
import type { Evidence } from './evidence.ts';
import type { World } from './world.ts';

const EVER = { from: '2026-10-01', to: '2026-12-31', model: 'last' } as const;
const ALL = 1_000_000;

export async function collect(world: World, rested: boolean): Promise<Evidence> {
  const { stores, scheduler } = world;
  const { items } = await stores.quarantine.list({ limit: ALL });
  const last = world.releases.at(-1);
  return {
    accepted: world.accepted,
    unreadable: world.unreadable,
    commits: stores.commits,
    profiles: await profilesOf(world),
    quarantined: items.map(({ id, detail }) => ({ id, detail })),
    calls: world.calls,
    sends: stores.sendLog.records(),
    facts: stores.takenFacts,
    answers: world.answers,
    said: world.said,
    mailedAt: stores.mailedAt,
    setAsideAt: await setAsideAt(world),
    mended: world.mended,
    spends: world.spends,
    prices: world.prices,
    totals: await stores.money.dayTotals(EVER.from, EVER.to),
    report: last && (await roiReport(stores.money, last.program, EVER)),
    ordersReport: last && (await roiReport(stores.money, last.program, { ...EVER, model: 'linear' })),
    books: stores.books,
    grants: stores.grants,
    news: stores.news,
    unsubscribes: world.unsubscribes,
    floods: world.floods,
    blocked: stores.blocked,
    faults: world.faults,
    stopped: world.stopped,
    releases: world.releases,
    held: await heldOf(world),
    waiting: stores.root.waiting(),
    left: world.queuesLeft(),
    healedAt: world.healedAt,
    endedAt: scheduler.now,
    rested,
  };
}

async function profilesOf({ stores }: World): Promise<Evidence['profiles']> {
  const profiles: Evidence['profiles'] = new Map();
  for (const id of stores.root.profiles()) {
    const stored = await stores.root.read(id);
    if (!stored) continue;
    const pages = await stores.root.pages(id, { before: stored.version, limit: ALL });
    const history = [...pages.reverse().flatMap((page) => page.entries), ...stored.tail];
    profiles.set(id, { id, state: stored.state, history });
  }
  return profiles;
}

async function heldOf({ stores, scheduler }: World): Promise<Evidence['held']> {
  const held: Evidence['held'] = [];
  for (const { budget, start } of await stores.budgets.openPeriods(scheduler.now)) {
    const item = await stores.budgets.read(budget, start);
    held.push({ budget, micros: item?.held ?? 0, leases: Object.keys(item?.leases ?? {}).length });
  }
  return held;
}

/** By the event's id: when a row containing it first existed. */
async function setAsideAt({ stores }: World): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const { items } = await stores.quarantine.list({ limit: ALL });
  for (const item of items) {
    const original = await openOriginal(stores.vault, item);
    const at = stores.asideAt.get(item.id) ?? Number.POSITIVE_INFINITY;
    for (const id of idsIn(original)) found.set(id, Math.min(at, found.get(id) ?? Number.POSITIVE_INFINITY));
  }
  return found;
}

function idsIn(original: Original): string[] {
  if (original.from === 'mailbox') return [original.message.id];
  if (original.from === 'body' || original.from === 'reply') return [];
  return (original.messages as JsonObject[]).map(({ messageId }) => String(messageId));
}
