// A budget with a guard in memory, its announcements, and facts that make its return dip.
import { inMemoryBudgetStore } from '../../lib/adapters/in-memory/budget-store.ts';
import { inMemoryMoneyStore } from '../../lib/adapters/in-memory/money-store.ts';
import { budgetView, type DecidePorts } from '../../lib/application/budget/decide-budget.ts';
import { guardBudgets } from '../../lib/application/budget/guard-budgets.ts';
import { projectFacts } from '../../lib/application/money/project-facts.ts';
import type { BusEvent, FinanceMessage } from '../../lib/ports/announcer.ts';
import type { Standing } from '../../schemas/api/budgets.ts';
import type { Fact } from '../../schemas/facts.ts';
import type { Program } from '../../schemas/program.ts';
import { moneyProgram } from './program.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const START = Date.parse('2026-11-20T10:00:00Z');
const profile = `u-${'x'.repeat(22)}`;
export const micros = (euros: number): number => Math.round(euros * 1_000_000);

export const guard = {
  when: { roi: { below: 1.5 }, over: 'P7D' },
  every: 'PT1H',
  atLeast: { spend: '500.00 EUR' },
  confidence: 0.9,
  do: { cut: '20%', floor: '100.00 EUR' },
  cooldown: 'P1D',
  approval: { above: '40%' },
};
export const program = (amount = '1000.00 EUR', change: Record<string, unknown> = {}): Program =>
  moneyProgram({
    timeZone: 'UTC',
    budgets: { sms: { id: 'sms', channel: 'sms', amount, guard, ...change } },
  });

export function budgetWorld() {
  const world = { now: START, broken: undefined as 'bus' | 'finance' | undefined };
  const events: BusEvent[] = [];
  const letters: FinanceMessage[] = [];
  const failures: string[] = [];
  const money = inMemoryMoneyStore();
  const budgets = inMemoryBudgetStore();
  const announcer = {
    publish: async (event: BusEvent) => {
      if (world.broken === 'bus') throw new Error('bus');
      events.push(event);
    },
    notifyFinance: async (message: FinanceMessage) => {
      if (world.broken === 'finance') throw new Error('finance');
      letters.push(message);
    },
  };
  const fail = (budget: string) => void failures.push(budget);
  const apiUrl = 'https://api.test';
  const ports: DecidePorts & { onFailure: (budget: string) => void } = {
    ...{ money, budgets, announcer, apiUrl },
    clock: () => world.now,
    onUnannounced: fail,
    onFailure: fail,
  };
  let ids = 0;
  const spend = (euros: number, at = world.now, channel = 'sms'): Fact => ({
    ...{ type: 'spend', date: new Date(at).toISOString().slice(0, 10), channel, campaign: `c${at}` },
    ...{ amount: micros(euros), currency: 'EUR', impressions: 0, clicks: 0, acceptedAt: at, index: 0 },
  });
  const order = (euros: number, at = world.now, channel = 'sms'): Fact => ({
    ...{
      type: 'conversion',
      orderId: `o${++ids}`,
      eventId: `e${ids}`,
      profile,
      at,
      acceptedAt: at,
      index: 0,
    },
    ...{ revenue: micros(euros), currency: 'EUR' },
    touchpoints: channel ? [{ at: at - 1, channel, kind: 'click' }] : [],
  });
  const project = async (...facts: Fact[]): Promise<void> => {
    const failed = await projectFacts(money, facts, 'UTC');
    if (failed.size) throw new Error(`${failed.size} facts were not projected`);
  };
  return {
    ...{ world, events, letters, failures, money, budgets, ports, spend, order, project },
    run: (p = program()) => guardBudgets(ports, p, { apiUrl, now: world.now }),
    view: async (p = program()): Promise<Standing> => {
      const answer = await budgetView(ports, p, 'sms');
      if (!answer.ok) throw new Error(answer.detail);
      return answer.body;
    },
    /** 600 EUR spent, 10 orders of 30 EUR. */
    dip: () => project(spend(600), ...Array.from({ length: 10 }, () => order(30))),
  };
}
