// The company's staff: they post outside spend, mend and release quarantined events, and adjust budgets.

import { adjustBudget, approveDecision, revertDecision } from '../../lib/application/budget/decide-budget.ts';
import { openOriginal } from '../../lib/application/intake/quarantine-original.ts';
import { releaseQuarantined } from '../../lib/application/intake/release-quarantined.ts';
import { acceptSpend } from '../../lib/application/money/accept-spend.ts';
import type { Quarantined } from '../../lib/ports/quarantine.ts';
import { decidePorts } from '../../lib/wiring/budget.ts';
import { releasePorts } from '../../lib/wiring/intake.ts';
import type { JsonObject, ProfileId } from '../../schemas/primitives.ts';
import { untilDone } from './clients.ts';
import { intakePortsOn } from './door.ts';
import type { Draft } from './drafts.ts';
import type { SpendTry } from './evidence.ts';
import type { Instance } from './instance.ts';
import { queueOf } from './queues.ts';
import { guardPartsOn } from './schedules.ts';
import type { World } from './world.ts';

const CALLER = { name: 'operate-api', limitMs: 10_000, triesMax: 12, restMs: 10_000 };

export type SpendLine = SpendTry['rows'][number];

/** All rows or none, repeated until they are confirmed. */
export function postSpend(world: World, rows: readonly SpendLine[]): void {
  let last: SpendTry | undefined;
  const post = async (instance: Instance) => {
    const clock = () => {
      last = { rows, acceptedAt: instance.clock(), acked: false };
      world.spends.push(last);
      return last.acceptedAt;
    };
    const facts = queueOf(world, instance, 'facts');
    const answer = await acceptSpend(
      { rows },
      { facts, doorSettings: { current: async () => ({ sealed: [] }) }, clock },
    );
    if ('mistakes' in answer) throw new Error(answer.mistakes[0]?.detail);
  };
  untilDone(world, { ...CALLER, name: 'ingest-events' }, post, () => {
    if (last) last.acked = true;
  });
}

/** Looks at the quarantine and posts each item once more: mended by `mend`, or unchanged if `mend` returns nothing. */
export function releaseAll(world: World, mend: (mailbox: ProfileId, id: string) => Draft | undefined): void {
  const { stores } = world;
  world.scheduler.at(world.scheduler.now, async () => {
    const { items } = await stores.quarantine.list({ limit: 10_000 });
    for (const item of items) {
      const original = await originalOf(world, item);
      if (!original || item.releasedAt !== undefined || world.releasing.has(original.id)) continue;
      world.releasing.add(original.id);
      release(world, item, original, mend(original.mailbox, original.id));
    }
  });
}

interface Aside {
  id: string;
  mailbox: ProfileId;
  /** From the mailbox: `step` did not take it in. */
  late: boolean;
}

/** The event it was; undefined: nothing that a person could mend. */
async function originalOf(world: World, item: Quarantined): Promise<Aside | undefined> {
  const original = await openOriginal(world.stores.vault, item);
  if (original.from === 'mailbox')
    return { id: original.message.id, mailbox: original.profile as ProfileId, late: true };
  if (original.from === 'body' || original.from === 'reply') return undefined;
  const [message] = original.messages as JsonObject[];
  const id = String(message?.messageId);
  const mailbox = world.bad.get(id)?.mailbox;
  return mailbox === undefined ? undefined : { id, mailbox, late: false };
}

function release(
  world: World,
  item: Quarantined,
  { id, late, mailbox }: Aside,
  mended: Draft | undefined,
): void {
  const { faults } = world.scheduler;
  const kept = `${id}~${item.id}`;
  const before = world.accepted.get(id)?.tries[0];
  const n = mended?.call.properties as { n: number } | undefined;
  // People often copy the call, so it may carry its old id.
  const named = world.scheduler.dice.chance(0.5) ? { messageId: id } : {};
  const { messageId: _, ...unnamed } = mended?.call ?? { type: 'track' };
  const call = mended && { ...unnamed, ...named };
  const again = async (instance: Instance) => {
    if (mended && n)
      world.mended.set(n.n, world.mended.get(n.n) ?? { mailbox: mended.mailbox, acked: false });
    else if (late && before) world.note({ ...before, id: kept }, mailbox).poison = true;
    const answer = await releaseQuarantined(
      item.id,
      call,
      releasePorts(intakePortsOn(world, instance, () => undefined)),
    );
    if (answer.status !== 'released' && answer.status !== 'already-released') {
      if (!mended && !late && answer.status === 'still-bad') return;
      throw new Error(`the release answers ${answer.status}`);
    }
    faults.saw(mended ? 'mended and posted again' : 'released as it was');
  };
  if (faults.strikes('two at once')) untilDone(world, CALLER, again);
  untilDone(world, CALLER, again, () => {
    const noted = n && world.mended.get(n.n);
    if (noted) noted.acked = true;
    if (!mended && late) world.ack([kept]);
  });
}

/** A person's decision on a budget: an amount, or the fate of the guard's last decision. */
export function decide(world: World, budget: string, word: 'adjust' | 'approve' | 'revert'): void {
  const { scheduler, stores } = world;
  const work = async (instance: Instance) => {
    const release = await stores.programs.current();
    if (!release) return;
    const program = await stores.programs.load(release.hash);
    const ports = decidePorts(guardPartsOn(world, instance));
    const by = { budget, by: 'fin', reason: 'a new plan' };
    if (word === 'adjust') {
      const amount = program.budgets[budget]?.amount ?? '';
      await adjustBudget(ports, program, { ...by, amount });
    } else {
      const [period] = await stores.budgets.periods(budget, { limit: 1 });
      const n = period?.book.decisions.at(-1)?.n;
      if (n === undefined) return;
      await (word === 'approve' ? approveDecision : revertDecision)(ports, program, { ...by, n });
    }
    scheduler.faults.saw('person adjusted a budget');
  };
  untilDone(world, { ...CALLER, triesMax: 1 }, work);
}
