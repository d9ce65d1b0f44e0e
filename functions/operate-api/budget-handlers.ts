// Budgets in the operators' API: their state, the decisions about them, and people's adjustments.
import {
  type Answer,
  adjustBudget,
  approveDecision,
  budgetView,
  type DecidePorts,
  listDecisions,
  revertDecision,
} from '../../lib/application/budget/decide-budget.ts';
import { problem } from '../../lib/http/problem.ts';
import type { BudgetRow, budgetRoutes, Standing } from '../../schemas/api/budgets.ts';
import { type LivePorts, live } from './live.ts';
import { missing } from './missing.ts';
import type { Call, Handlers } from './route.ts';

export type BudgetHandlersPorts = DecidePorts & LivePorts;

export function budgetHandlers(ports: BudgetHandlersPorts): Handlers<typeof budgetRoutes> {
  return {
    'GET /v1/budgets': async ({ query: { limit, cursor = '' } }) => {
      const program = await live(ports);
      const ids = Object.keys(program.budgets)
        .filter((id) => id > cursor)
        .sort();
      const page = ids.slice(0, limit);
      const budgets: BudgetRow[] = [];
      for (const id of page) budgets.push(rowOf(answered(await budgetView(ports, program, id))));
      return { budgets, ...(page.length < ids.length && { cursor: page.at(-1) }) };
    },
    'GET /v1/budgets/{id}': async ({ path }) => {
      const { program, budget } = await liveBudget(ports, path.id);
      return answered(await budgetView(ports, program, budget));
    },
    'GET /v1/budgets/{id}/decisions': async ({ path, query }) => {
      const listed = await listDecisions(ports, path.id, query);
      if (listed.ok || listed.status !== 404) return answered(listed);
      await liveBudget(ports, path.id);
      return { decisions: [] };
    },
    'POST /v1/budgets/{id}/decisions/{n}/approve': async (call) =>
      answered(await approveDecision(ports, await live(ports), commandOf(call))),
    'POST /v1/budgets/{id}/decisions/{n}/revert': async (call) =>
      answered(await revertDecision(ports, await live(ports), commandOf(call))),
    'POST /v1/budgets/{id}/adjust': async ({ path, body, principal }) => {
      const { program, budget } = await liveBudget(ports, path.id);
      return answered(await adjustBudget(ports, program, { ...body, budget, by: principal.id }));
    },
  };
}

function rowOf({
  id,
  channel,
  period,
  amount,
  inForce,
  left,
  spent,
  decisions,
  alerts,
}: Standing): BudgetRow {
  const proposed = decisions.filter(({ status }) => status === 'proposed').map(({ n }) => n);
  return {
    ...{ id, channel, period: period.start, endsAt: period.endsAt, amount, inForce, left },
    ...{ spent: { amount: spent.amount, currency: spent.currency }, proposed, alerts: alerts.length },
  };
}

async function liveBudget(ports: LivePorts, budget: string) {
  const program = await live(ports);
  if (!Object.hasOwn(program.budgets, budget)) throw missing(program, { kind: 'budgets', id: budget });
  return { program, budget };
}

type DecisionCall<Body> = Call<{ id: string; n: string }, undefined, Body>;

function commandOf<Body extends { reason?: string }>({ path, body, principal }: DecisionCall<Body>) {
  const n = Number(path.n);
  if (!Number.isSafeInteger(n) || n < 1) throw problem(404, { detail: 'Decisions have numbers from 1 on.' });
  return { budget: path.id, n, by: principal.id, ...body };
}

function answered<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.body;
  const { status, detail } = answer;
  throw problem(status, { detail, ...(status === 400 && { pointer: '/amount' }) });
}
