// Budgets and decisions as the operators' API returns them: money as amount and currency, times as ISO 8601.
import type {
  Standing as BudgetJson,
  Decision as DecisionJson,
  Evidence as EvidenceJson,
} from '../../../schemas/api/budgets.ts';
import type { Budget } from '../../../schemas/budget.ts';
import type { Program } from '../../../schemas/program.ts';
import type { Decision, Evidence, Reach } from '../../domain/budget/book.ts';
import { inForceOf, isEnforced } from '../../domain/budget/limits.ts';
import type { BudgetPeriod } from '../../domain/budget/period.ts';
import { type Amount, formatMoney, parseMoney } from '../../domain/money/money.ts';
import type { PeriodItem } from '../../ports/budget-store.ts';
import type { Spent } from './budget-spending.ts';

const iso = (at: number): string => new Date(at).toISOString();

export function decisionJson(decision: Decision, { budget, start }: PeriodItem): DecisionJson {
  const { n, kind, status, at, by, reason, from, to, published, acts, waiting } = decision;
  const common: DecisionJson = {
    ...{ n, budget, period: start, kind, status, at: iso(at), by, reason },
    from: formatMoney(from.micros, from.currency),
    to: formatMoney(to.micros, to.currency),
    published: formatMoney(published.micros, published.currency),
    acts: acts.map((act) => ({ ...act, at: iso(act.at) })),
    ...(waiting && { waiting: { ...waiting, at: iso(waiting.at), expiresAt: iso(waiting.expiresAt) } }),
  };
  if (decision.kind === 'adjustment') return common;
  const { channel, ppm, evidence, reach } = decision;
  return {
    ...common,
    ...{ channel, cut: ppm / 10_000, evidence: evidenceJson(evidence) },
    ...(reach && { reach: reachJson(reach, from.currency) }),
  };
}

const reachJson = ({ enforced, taken, outside }: Reach, currency: string): DecisionJson['reach'] => ({
  enforced,
  taken: formatMoney(taken, currency),
  outside: formatMoney(outside, currency),
});

function evidenceJson(evidence: Evidence): EvidenceJson {
  const { currency, spend, sends, revenue, meanOrder, all, atLeastSpend, from, to, ...rest } = evidence;
  const amount = (micros: number): Amount => formatMoney(micros, currency);
  return {
    ...rest,
    from: iso(from),
    to: iso(to),
    spend: amount(spend),
    ...(sends !== undefined && { sends: amount(sends) }),
    revenue: amount(revenue),
    meanOrder: amount(meanOrder),
    all: { revenue: amount(all.revenue), conversions: all.conversions },
    atLeast: { spend: amount(atLeastSpend) },
  };
}

export function budgetJson(
  program: Program,
  budget: Budget,
  { item, spent, period }: { item: PeriodItem; spent: Spent; period: BudgetPeriod },
): BudgetJson {
  const published = parseMoney(budget.amount);
  const { amount, standing } = inForceOf(budget, item.book);
  const inBudget = (micros: bigint | number): Amount => formatMoney(micros, published.currency);
  // In the currency the period was opened in, which a later publish may have changed.
  const taken = (micros: number): Amount => formatMoney(micros, item.currency);
  const leased = Object.values(item.leases).reduce((sum, lease) => sum + lease.micros, 0);
  const { look } = item.book;
  return {
    id: budget.id,
    channel: budget.channel,
    enforced: isEnforced(program, budget.channel),
    definition: budget,
    period: {
      length: budget.period,
      start: period.start,
      startsAt: iso(period.startsAt),
      endsAt: iso(period.endsAt),
      timeZone: budget.timeZone ?? program.timeZone,
    },
    amount: inBudget(published.micros),
    inForce: inBudget(amount.micros),
    standing,
    waiting: item.book.decisions
      .filter(({ status, waiting }) => status === 'proposed' || waiting)
      .map(({ n }) => n),
    held: taken(item.held),
    leased: taken(leased),
    left: item.currency === amount.currency ? inBudget(Math.max(0, amount.micros - item.held)) : inBudget(0),
    spent: {
      ...inBudget(spent.sends + spent.outside),
      sends: inBudget(spent.sends),
      outside: inBudget(spent.outside),
    },
    decisions: item.book.decisions
      .toSorted((a, b) => b.n - a.n)
      .map((decision) => decisionJson(decision, item)),
    alerts: item.book.alerts.map(({ kind, at, text }) => ({ kind, at: iso(at), text })),
    ...(look && {
      guard: {
        lookedAt: iso(look.at),
        found: look.found,
        ...(look.from !== undefined && { judgedFrom: iso(look.from) }),
        ...(look.evidence && { evidence: evidenceJson(look.evidence) }),
      },
    }),
  };
}
