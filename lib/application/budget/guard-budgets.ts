// The guard: evaluates every budget, cuts where the return dipped, and announces it on the bus and to finance.
//
// 1. A decision is stored with its evidence, on condition that the book is still the one it was decided from; only
//    then is it announced. A stored decision that was not announced is announced at the next run.
// 2. A budget that fails does not keep the others from being evaluated.
// 3. Budgets bind sends. Outside spend is recorded without a check, so exceeding an amount by it raises an alert,
//    once a period. A cut says how much of the channel's spend it can hold back.
import type { Budget } from '../../../schemas/budget.ts';
import type { Program } from '../../../schemas/program.ts';
import { isOverruled } from '../../domain/budget/baseline.ts';
import type { Alert, Book, Cut, Evidence, Reach } from '../../domain/budget/book.ts';
import { decide, type GuardQuestion, type Verdict } from '../../domain/budget/decide.ts';
import { confidenceText } from '../../domain/budget/evidence-words.ts';
import { inForceOf, isEnforced } from '../../domain/budget/limits.ts';
import { withoutExpired } from '../../domain/budget/second-person.ts';
import { moneyText, parseMoney } from '../../domain/money/money.ts';
import { durationMs, MINUTE_MS } from '../../domain/time/duration.ts';
import { durationInWords } from '../../domain/time/words.ts';
import type { PeriodItem } from '../../ports/budget-store.ts';
import { compareAndSet } from '../../ports/compare-and-set.ts';
import type { MoneyStore } from '../../ports/money-store.ts';
import { type AnnouncePorts, announceNews } from './announce-news.ts';
import { spentInPeriod } from './budget-spending.ts';
import { baselineOf, type Guarded, gatherEvidence, isGuarded } from './gather-evidence.ts';
import { presentPeriod } from './open-period.ts';

export interface GuardPorts extends AnnouncePorts {
  money: MoneyStore;
  onFailure: (budget: string, error: unknown) => void;
}

/** A schedule is not exact to the second: an hourly evaluation may run this much before its hour is over. */
const EARLY_MS = 5 * MINUTE_MS;

/** Returns how many budgets failed. */
export async function guardBudgets(
  ports: GuardPorts,
  program: Program,
  { apiUrl, now }: { apiUrl: string; now: number },
): Promise<number> {
  const failed = new Set<string>();
  const attempt = async (budget: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      failed.add(budget);
      ports.onFailure(budget, error);
    }
  };
  for (const budget of Object.values(program.budgets))
    await attempt(budget.id, () => look(ports, program, budget, now));
  for (const { budget, start } of await ports.budgets.openPeriods(now))
    await attempt(budget, async () => {
      const item = await expireRequests(ports, { budget, start }, now);
      if (item) await announceNews(ports, program, item, { apiUrl, now });
    });
  return failed.size;
}

/** Ends what nobody agreed to in time. Returns the period's item. */
async function expireRequests(
  { budgets }: GuardPorts,
  { budget, start }: { budget: string; start: string },
  now: number,
): Promise<PeriodItem | undefined> {
  const found = await compareAndSet<{ item?: PeriodItem }>('budget', async () => {
    const item = await budgets.read(budget, start);
    if (!item) return {};
    const book = withoutExpired(item.book, now);
    if (book === item.book) return { item };
    const done = await budgets.putBook(budget, start, item.version, book);
    return done ? { item: { ...item, book, version: item.version + 1 } } : undefined;
  });
  return found.item;
}

/** Evaluates one budget: from its book and the totals to its next book. Retried where another writer was faster. */
async function look(ports: GuardPorts, program: Program, budget: Budget, now: number): Promise<void> {
  await compareAndSet('budget', async () => {
    const item = await presentPeriod(ports.budgets, program, budget, now);
    let book = await withOverspending(ports, program, { budget, item, now });
    if (isGuarded(budget) && isDue(budget, item.book, now))
      book = await withVerdict(ports, program, { budget, item, book, now });
    if (book === item.book) return true;
    return (await ports.budgets.putBook(budget.id, item.start, item.version, book)) || undefined;
  });
}

function isDue({ guard }: Guarded, { look: last }: Book, now: number): boolean {
  const every = durationMs(guard.every);
  return last === undefined || now - last.at >= every - Math.min(EARLY_MS, every / 2);
}

interface Looking {
  budget: Budget;
  item: PeriodItem;
  now: number;
}
interface Judging extends Looking {
  budget: Guarded;
  book: Book;
}

async function withOverspending(
  { money }: GuardPorts,
  program: Program,
  { budget, item, now }: Looking,
): Promise<Book> {
  if (item.book.alerts.some(({ kind }) => kind === 'overspent-outside')) return item.book;
  const { amount } = inForceOf(budget, item.book);
  const { sends, outside } = await spentInPeriod(money, program, budget, now);
  if (outside === 0n || sends + outside <= BigInt(amount.micros)) return item.book;
  const text = (micros: bigint): string => moneyText({ micros: Number(micros), currency: amount.currency });
  const spent = text(sends + outside);
  const enforced = isEnforced(program, budget.channel);
  const rest = enforced
    ? `Cairn can hold back only its own sends, which cost ${text(sends)} so far.`
    : 'No send of Cairn asks this budget, so Cairn can hold back nothing of it.';
  return withAlert(item.book, {
    kind: 'overspent-outside',
    at: now,
    text: `The channel ${budget.channel} has cost ${spent} in this period, more than the ${moneyText(amount)} in force for the budget "${budget.id}". ${text(outside)} of it was spent outside, where no budget is asked: lower it where the channel is booked. ${rest} The same is on the bus as "Budget Alert", for automation of your own.`,
    detail: { spent, outside: text(outside), inForce: moneyText(amount), enforced },
    announced: false,
  });
}

/** One alert per period and kind. */
function withAlert(book: Book, alert: Alert): Book {
  if (book.alerts.some(({ kind }) => kind === alert.kind)) return book;
  return { ...book, alerts: [...book.alerts, alert] };
}

async function withVerdict(ports: GuardPorts, program: Program, looking: Judging): Promise<Book> {
  const { budget, item, now } = looking;
  const [before] = await ports.budgets.periods(budget.id, { before: item.start, limit: 1 });
  const book = await withBaseline(ports, program, looking);
  const question = await gatherEvidence(ports.money, program, { budget, book, before, now });
  const verdict = decide(question);
  const found =
    verdict.do === 'cut' ? verdict.status : verdict.do === 'alert' ? verdict.kind : verdict.reason;
  const evidence = 'evidence' in verdict ? verdict.evidence : undefined;
  const { from } = question.window;
  const looked: Book = { ...book, look: { at: now, found, from, ...(evidence && { evidence }) } };
  switch (verdict.do) {
    case 'nothing':
      return looked;
    case 'alert':
      return withAlert(looked, guardAlert(verdict.kind, budget, now));
    case 'cut': {
      const n = Math.max(book.nextN, before?.book.nextN ?? 0);
      const reach = await reachOf(ports, program, looking);
      const cut = { ...cutOf(verdict, question, n), reach };
      return { ...looked, decisions: [...book.decisions, cut], nextN: n + 1 };
    }
    default:
      return verdict satisfies never;
  }
}

/**
 * The operators' API keeps the numbers with a person's decision. What it could not see (a published amount that ended a cut,
 * a decision that an earlier release stored) begins here, with the numbers of now.
 */
async function withBaseline(
  { money }: GuardPorts,
  program: Program,
  { budget, book, now }: Judging,
): Promise<Book> {
  const { baseline } = book;
  const { attribution, currency } = program;
  const isOther = baseline && (baseline.model !== attribution.model || baseline.currency !== currency);
  if (!isOther && !isOverruled(book, parseMoney(budget.amount))) return book;
  return { ...book, baseline: await baselineOf(money, program, budget, now) };
}

async function reachOf(
  { money }: GuardPorts,
  program: Program,
  { budget, item, now }: Judging,
): Promise<Reach> {
  const { sends, outside } = await spentInPeriod(money, program, budget, now);
  const isSame = item.currency === parseMoney(budget.amount).currency;
  return {
    enforced: isEnforced(program, budget.channel),
    taken: isSame ? item.held : Number(sends),
    outside: Number(outside),
  };
}

function cutOf(verdict: Extract<Verdict, { do: 'cut' }>, question: GuardQuestion, n: number): Cut {
  const { budget, inForce, now, floor } = question;
  const { amount } = inForce;
  return {
    kind: 'cut',
    n,
    status: verdict.status,
    at: now,
    by: 'guard',
    reason: reasonOf(verdict.evidence),
    from: amount,
    to: { ...amount, micros: verdict.to },
    published: parseMoney(budget.amount),
    acts: [],
    announced: false,
    channel: budget.channel,
    ppm: verdict.ppm,
    ...(floor !== undefined && { floor }),
    evidence: verdict.evidence,
  };
}

const reasonOf = ({ value, threshold, window, confidence }: Evidence): string =>
  `ROI ${value.toFixed(2)} over ${durationInWords(window)} is under ${threshold} (sure to ${confidenceText(confidence)})`;

const ALERTS: Record<Extract<Verdict, { do: 'alert' }>['kind'], (budget: Guarded) => string> = {
  'no-orders': ({ id, channel }) =>
    `The channel ${channel} has cost money and there is no order of any channel in the window, so the guard of the budget "${id}" does not know what an order is worth. It cut nothing: are orders arriving?`,
  'no-rate': ({ id, guard }) =>
    `The guard of the budget "${id}" cannot compare with ${guard.atLeast.spend}: the program has no exchange rate for it. It cut nothing.`,
  'unconverted-revenue': ({ id, channel }) =>
    `The channel ${channel} has revenue in a currency without an exchange rate, so its return is unknown. The guard of the budget "${id}" cut nothing.`,
};

const guardAlert = (kind: Extract<Verdict, { do: 'alert' }>['kind'], budget: Guarded, at: number): Alert => ({
  kind,
  at,
  text: ALERTS[kind](budget),
  detail: {},
  announced: false,
});
