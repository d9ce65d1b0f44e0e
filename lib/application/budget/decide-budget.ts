// People's decisions on a budget, for the operators' API. Plain functions over ports, plain JSON out. A result that is
// not `ok` carries its HTTP status.
// 1. Every decision is one conditional put of the book, then announced on the bus and to finance; the guard's next run
//    announces what could not be announced here.
// 2. A raise beyond what one person may decide alone is kept as a request, and applies once a second person agreed.
// 3. With a decision that overrules the guard, the channel's numbers of the moment are kept as the baseline of the next cut.
import type { Standing as BudgetJson, Decision as DecisionJson } from '../../../schemas/api/budgets.ts';
import type { Budget } from '../../../schemas/budget.ts';
import type { Program } from '../../../schemas/program.ts';
import { isOverruled } from '../../domain/budget/baseline.ts';
import type { Act, Adjustment, Book, Decision, Waiting } from '../../domain/budget/book.ts';
import { currentPeriod, inForceOf } from '../../domain/budget/limits.ts';
import { withoutExpired } from '../../domain/budget/second-person.ts';
import { moneyText, parseMoney } from '../../domain/money/money.ts';
import type { PeriodItem } from '../../ports/budget-store.ts';
import { compareAndSet } from '../../ports/compare-and-set.ts';
import type { MoneyStore } from '../../ports/money-store.ts';
import { type AnnouncePorts, announceNews } from './announce-news.ts';
import { budgetJson, decisionJson } from './budget-json.ts';
import { spentInPeriod } from './budget-spending.ts';
import { baselineOf, isGuarded } from './gather-evidence.ts';
import { presentPeriod } from './open-period.ts';
import { isBeyondOne, type Moment, notAlone, requestOf, withDecision } from './second-person.ts';

export interface DecidePorts extends AnnouncePorts {
  money: MoneyStore;
  apiUrl: string;
  clock: () => number;
  /** The decision was stored; announcing it failed and is left to the guard's next run. */
  onUnannounced: (budget: string, error: unknown) => void;
}

type Status = 400 | 403 | 404 | 409;
export type Answer<T> = { ok: true; body: T } | { ok: false; status: Status; detail: string };

export interface OperatorCommand {
  budget: string;
  n: number;
  /** The person who decides: the subject of the token. */
  by: string;
  reason?: string;
}
export type Revert = OperatorCommand & { reason: string };

export interface Adjust {
  budget: string;
  /** MoneyText. */
  amount: string;
  by: string;
  reason: string;
}

const PERIODS_A_READ = 12;
const refusal = (status: Status, detail: string): Answer<never> => ({ ok: false, status, detail });

export async function budgetView(
  ports: DecidePorts,
  program: Program,
  id: string,
): Promise<Answer<BudgetJson>> {
  const budget = program.budgets[id];
  if (!budget) return refusal(404, `the program has no budget "${id}"`);
  return { ok: true, body: await viewOf(ports, program, budget) };
}

async function viewOf(
  { budgets, money, clock }: DecidePorts,
  program: Program,
  budget: Budget,
): Promise<BudgetJson> {
  const now = clock();
  const item = asOf(await presentPeriod(budgets, program, budget, now), now);
  const spent = await spentInPeriod(money, program, budget, now);
  return budgetJson(program, budget, { item, spent, period: currentPeriod(program, budget, now) });
}

const asOf = (item: PeriodItem, now: number): PeriodItem => ({
  ...item,
  book: withoutExpired(item.book, now),
});

/** Newest first, across periods. `cursor` is the number that the previous page ended with. */
export async function listDecisions(
  { budgets, clock }: Pick<DecidePorts, 'budgets' | 'clock'>,
  id: string,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Answer<{ decisions: DecisionJson[]; cursor?: string }>> {
  const below = cursor === undefined ? Number.POSITIVE_INFINITY : Number(cursor);
  const decisions: DecisionJson[] = [];
  let known = false;
  for await (const stored of periodsOf(budgets, id)) {
    const item = asOf(stored, clock());
    known = true;
    for (const decision of item.book.decisions.toSorted((a, b) => b.n - a.n)) {
      if (decision.n >= below) continue;
      const last = decisions.at(-1);
      if (last && decisions.length === limit)
        return { ok: true, body: { decisions, cursor: String(last.n) } };
      decisions.push(decisionJson(decision, item));
    }
  }
  return known
    ? { ok: true, body: { decisions } }
    : refusal(404, `there is no budget "${id}", or nothing was decided on it yet`);
}

async function* periodsOf(budgets: DecidePorts['budgets'], id: string): AsyncGenerator<PeriodItem> {
  let before: string | undefined;
  for (;;) {
    const items = await budgets.periods(id, {
      limit: PERIODS_A_READ,
      ...(before !== undefined && { before }),
    });
    yield* items;
    before = items.at(-1)?.start;
    if (items.length < PERIODS_A_READ) return;
  }
}

/** Agrees to what waits on a decision: a cut that the guard proposed, or a raise that another person asked for. */
export function approveDecision(
  ports: DecidePorts,
  program: Program,
  command: OperatorCommand,
): Promise<Answer<DecisionJson>> {
  return change(ports, program, command, (decision, moment) => {
    const { waiting } = decision;
    if (waiting && waiting.by === command.by) return refusal(403, notAlone(waiting, program));
    if (waiting?.for === 'revert')
      return ended(decision, 'reverted', actOf('reverted', command, moment, waiting));
    if (decision.status !== 'proposed') return refusal(409, `decision ${command.n} is ${decision.status}`);
    const { waiting: _, ...rest } = decision;
    const acts = [...decision.acts, actOf('approved', command, moment, waiting)];
    const applied: Decision = { ...rest, status: 'applied', acts, announced: false };
    const objection = applied.kind === 'cut' ? noLongerCuts(applied, moment) : noLongerSets(applied, moment);
    return objection === undefined ? applied : refusal(409, objection);
  });
}

function noLongerCuts({ n, published }: Decision, { budget }: Moment): string | undefined {
  if (budget && parseMoney(budget.amount).micros === published.micros) return undefined;
  return `the published amount is no longer the one that decision ${n} would cut`;
}

/** A second person agrees to an amount; decisions made since it was asked for may lead to another. */
function noLongerSets(adjustment: Adjustment, { budget, book }: Moment): string | undefined {
  const { n, to } = adjustment;
  const amount = budget && inForceOf(budget, withDecision(book, adjustment)).amount;
  if (amount?.micros === to.micros && amount.currency === to.currency) return undefined;
  return `what was decided since stands in the way of decision ${n}: turn it down, and set ${moneyText(to)} anew`;
}

/** Takes an applied decision back; turns down a proposed one. */
export function revertDecision(
  ports: DecidePorts,
  program: Program,
  command: Revert,
): Promise<Answer<DecisionJson>> {
  return change(ports, program, command, (decision, moment) => {
    const { status, waiting } = decision;
    if (status === 'proposed') return ended(decision, 'rejected', actOf('rejected', command, moment));
    if (status !== 'applied') return refusal(409, `decision ${command.n} is ${status}`);
    if (waiting?.by === command.by) return refusal(403, notAlone(waiting, program));
    const reverted = ended(decision, 'reverted', actOf('reverted', command, moment, waiting));
    if (waiting || !isBeyondOne(moment, reverted)) return reverted;
    const acts = [...decision.acts, actOf('revert-asked', command, moment)];
    return { ...decision, waiting: requestOf('revert', command, moment), acts, announced: false };
  });
}

function ended(decision: Decision, status: 'reverted' | 'rejected', act: Act): Decision {
  const { waiting: _, ...rest } = decision;
  return { ...rest, status, acts: [...rest.acts, act], announced: false };
}

const actOf = (
  what: Act['what'],
  { by, reason }: Pick<OperatorCommand, 'by' | 'reason'>,
  { now }: Moment,
  asked?: Waiting,
): Act => ({
  ...{ what, by, at: now },
  ...(reason !== undefined && { reason }),
  ...(asked && { askedBy: asked.by }),
});

type Changed = Decision | Answer<never>;

function change(
  ports: DecidePorts,
  program: Program,
  command: OperatorCommand,
  act: (decision: Decision, moment: Moment) => Changed,
): Promise<Answer<DecisionJson>> {
  return compareAndSet('budget', async () => {
    const now = ports.clock();
    const found = await findDecision(ports, command, now);
    if (!found) return refusal(404, `budget "${command.budget}" has no decision ${command.n}`);
    const { item, decision } = found;
    const { book, endsAt } = item;
    if (now >= endsAt) return refusal(409, `decision ${command.n} ended with its period (${item.start})`);
    const budget = program.budgets[command.budget];
    const changed = act(decision, { program, budget, book, endsAt, now });
    if ('ok' in changed) return changed;
    if (!(await put(ports, program, item, { book: withDecision(book, changed), now }))) return undefined;
    return { ok: true, body: decisionJson(changed, item) };
  });
}

/** Puts the book with the numbers that a decision against the guard was made on, and announces what is new. */
async function put(
  ports: DecidePorts,
  program: Program,
  { budget: id, start, version }: PeriodItem,
  { book, now }: { book: Book; now: number },
): Promise<boolean> {
  const budget = program.budgets[id];
  const overruled = budget && isGuarded(budget) && isOverruled(book, parseMoney(budget.amount));
  const baseline = overruled ? await baselineOf(ports.money, program, budget, now) : book.baseline;
  const next: Book = { ...book, ...(baseline && { baseline }) };
  if (!(await ports.budgets.putBook(id, start, version, next))) return false;
  await announce(ports, program, { budget: id, start });
  return true;
}

async function findDecision(
  { budgets }: DecidePorts,
  { budget, n }: OperatorCommand,
  now: number,
): Promise<{ item: PeriodItem; decision: Decision } | undefined> {
  for await (const stored of periodsOf(budgets, budget)) {
    const item = asOf(stored, now);
    const decision = item.book.decisions.find((other) => other.n === n);
    if (decision) return { item, decision };
  }
  return undefined;
}

export async function adjustBudget(
  ports: DecidePorts,
  program: Program,
  adjust: Adjust,
): Promise<Answer<BudgetJson>> {
  const budget = program.budgets[adjust.budget];
  if (!budget) return refusal(404, `the program has no budget "${adjust.budget}"`);
  const published = parseMoney(budget.amount);
  const to = parseMoney(adjust.amount);
  if (to.currency !== published.currency) return refusal(400, `the budget is in ${published.currency}`);
  return compareAndSet('budget', async () => {
    const now = ports.clock();
    const item = asOf(await presentPeriod(ports.budgets, program, budget, now), now);
    const [before] = await ports.budgets.periods(budget.id, { before: item.start, limit: 1 });
    const n = Math.max(item.book.nextN, before?.book.nextN ?? 0);
    const { by, reason } = adjust;
    const applied: Adjustment = {
      ...{ kind: 'adjustment', status: 'applied', n, at: now, by, reason, to, published },
      from: inForceOf(budget, item.book).amount,
      acts: [],
      announced: false,
    };
    const { book, endsAt } = item;
    const moment: Moment = { program, budget, book, endsAt, now };
    const decision: Adjustment = isBeyondOne(moment, applied)
      ? { ...applied, status: 'proposed', waiting: requestOf('adjust', adjust, moment) }
      : applied;
    const next: Book = { ...withDecision(book, decision), nextN: n + 1 };
    if (!(await put(ports, program, item, { book: next, now }))) return undefined;
    return { ok: true, body: await viewOf(ports, program, budget) };
  });
}

async function announce(
  ports: DecidePorts,
  program: Program,
  { budget, start }: Pick<PeriodItem, 'budget' | 'start'>,
): Promise<void> {
  try {
    const item = await ports.budgets.read(budget, start);
    if (item) await announceNews(ports, program, item, { apiUrl: ports.apiUrl, now: ports.clock() });
  } catch (error) {
    ports.onUnannounced(budget, error);
  }
}
