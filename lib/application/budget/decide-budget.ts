// People's decisions on a budget, for the operators' API. Plain functions over ports, plain JSON out. A result that is
// not `ok` carries its HTTP status.
// Every decision is one conditional put of the book, then announced on the bus and to finance; the guard's next run
// announces what could not be announced here.
import type { Standing as BudgetJson, Decision as DecisionJson } from '../../../schemas/api/budgets.ts';
import type { Budget, Program } from '../../../schemas/program.ts';
import type { Act, Book, Decision } from '../../domain/budget/book.ts';
import { currentPeriod, inForceOf } from '../../domain/budget/limits.ts';
import { parseMoney } from '../../domain/money/money.ts';
import type { PeriodItem } from '../../ports/budget-store.ts';
import { compareAndSet } from '../../ports/compare-and-set.ts';
import type { MoneyStore } from '../../ports/money-store.ts';
import { type AnnouncePorts, announceNews } from './announce-news.ts';
import { budgetJson, decisionJson } from './budget-json.ts';
import { spentInPeriod } from './budget-spending.ts';
import { presentPeriod } from './open-period.ts';

export interface DecidePorts extends AnnouncePorts {
  money: MoneyStore;
  apiUrl: string;
  clock: () => number;
  /** The decision was stored; announcing it failed and is left to the guard's next run. */
  onUnannounced: (budget: string, error: unknown) => void;
}

export type Answer<T> = { ok: true; body: T } | { ok: false; status: 400 | 404 | 409; detail: string };

export interface OperatorCommand {
  budget: string;
  n: number;
  /** The person who decides: the subject of the token. */
  by: string;
  reason?: string;
}

export interface Adjust {
  budget: string;
  /** MoneyText. */
  amount: string;
  by: string;
  reason: string;
}

const PERIODS_A_READ = 12;
const refusal = (status: 400 | 404 | 409, detail: string): Answer<never> => ({ ok: false, status, detail });

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
  const item = await presentPeriod(budgets, program, budget, now);
  const spent = await spentInPeriod(money, program, budget, now);
  return budgetJson(program, budget, { item, spent, period: currentPeriod(program, budget, now) });
}

/** Newest first, across periods. `cursor` is the number that the previous page ended with. */
export async function listDecisions(
  { budgets }: Pick<DecidePorts, 'budgets'>,
  id: string,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Answer<{ decisions: DecisionJson[]; cursor?: string }>> {
  const below = cursor === undefined ? Number.POSITIVE_INFINITY : Number(cursor);
  const decisions: DecisionJson[] = [];
  let known = false;
  for await (const item of periodsOf(budgets, id)) {
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

export function approveDecision(
  ports: DecidePorts,
  program: Program,
  command: OperatorCommand,
): Promise<Answer<DecisionJson>> {
  return change(ports, program, command, (decision) => {
    if (decision.kind !== 'cut' || decision.status !== 'proposed')
      return refusal(409, `decision ${command.n} is ${decision.status}`);
    const budget = program.budgets[command.budget];
    if (!budget || parseMoney(budget.amount).micros !== decision.published.micros)
      return refusal(409, `the published amount is no longer the one that decision ${command.n} would cut`);
    return {
      ...decision,
      status: 'applied',
      acts: [...decision.acts, actOf('approved', command, ports)],
      announced: false,
    };
  });
}

/** Reverts an applied decision; turns down a proposed one. */
export function revertDecision(
  ports: DecidePorts,
  program: Program,
  command: OperatorCommand,
): Promise<Answer<DecisionJson>> {
  return change(ports, program, command, (decision) => {
    const { status } = decision;
    if (status === 'applied')
      return {
        ...decision,
        status: 'reverted',
        acts: [...decision.acts, actOf('reverted', command, ports)],
        announced: false,
      };
    if (decision.kind === 'cut' && status === 'proposed')
      return {
        ...decision,
        status: 'rejected',
        acts: [...decision.acts, actOf('rejected', command, ports)],
        announced: false,
      };
    return refusal(409, `decision ${command.n} is ${status}`);
  });
}

const actOf = (what: Act['what'], { by, reason }: OperatorCommand, { clock }: DecidePorts): Act => ({
  what,
  by,
  at: clock(),
  ...(reason !== undefined && { reason }),
});

type Changed = Decision | Answer<never>;

function change(
  ports: DecidePorts,
  program: Program,
  command: OperatorCommand,
  act: (decision: Decision) => Changed,
): Promise<Answer<DecisionJson>> {
  return compareAndSet('budget', async () => {
    const found = await findDecision(ports.budgets, command);
    if (!found) return refusal(404, `budget "${command.budget}" has no decision ${command.n}`);
    const { item, decision } = found;
    if (ports.clock() >= item.endsAt)
      return refusal(409, `decision ${command.n} ended with its period (${item.start})`);
    const changed = act(decision);
    if ('ok' in changed) return changed;
    const decisions = item.book.decisions.map((other) => (other.n === command.n ? changed : other));
    if (!(await ports.budgets.putBook(item.budget, item.start, item.version, { ...item.book, decisions })))
      return undefined;
    await announce(ports, program, item);
    return { ok: true, body: decisionJson(changed, item) };
  });
}

async function findDecision(
  budgets: DecidePorts['budgets'],
  { budget, n }: OperatorCommand,
): Promise<{ item: PeriodItem; decision: Decision } | undefined> {
  for await (const item of periodsOf(budgets, budget)) {
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
    const at = ports.clock();
    const item = await presentPeriod(ports.budgets, program, budget, at);
    const [before] = await ports.budgets.periods(budget.id, { before: item.start, limit: 1 });
    const n = Math.max(item.book.nextN, before?.book.nextN ?? 0);
    const { by, reason } = adjust;
    const decision: Decision = {
      ...{ kind: 'adjustment', status: 'applied', n, at, by, reason, to, published },
      from: inForceOf(budget, item.book).amount,
      acts: [],
      announced: false,
    };
    const book: Book = { ...item.book, decisions: [...item.book.decisions, decision], nextN: n + 1 };
    if (!(await ports.budgets.putBook(budget.id, item.start, item.version, book))) return undefined;
    await announce(ports, program, item);
    return { ok: true, body: await viewOf(ports, program, budget) };
  });
}

async function announce(ports: DecidePorts, program: Program, { budget, start }: PeriodItem): Promise<void> {
  try {
    const item = await ports.budgets.read(budget, start);
    if (item) await announceNews(ports, program, item, { apiUrl: ports.apiUrl, now: ports.clock() });
  } catch (error) {
    ports.onUnannounced(budget, error);
  }
}
