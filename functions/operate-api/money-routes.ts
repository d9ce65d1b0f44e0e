// Money at the operators' API: how budgets stand, what was decided about them, a person's word on it, and return by channel.
import * as z from 'zod';
import {
  type Answer,
  adjustBudget,
  approveDecision,
  budgetView,
  type DecidePorts,
  listDecisions,
  type OperatorCommand,
  revertDecision,
} from '../../lib/application/budget/decide-budget.ts';
import { roiReport } from '../../lib/application/money/roi-report.ts';
import { MODELS, models } from '../../lib/domain/attribution/models.ts';
import { addDays, placeOf } from '../../lib/domain/money/calendar.ts';
import { problem } from '../../lib/http/problem.ts';
import { AdjustBody, DecisionBody, DecisionsQuery, roiQuery } from '../../schemas/api-money.ts';
import { LocalDate } from '../../schemas/primitives.ts';
import { Budget, type Program } from '../../schemas/program.ts';
import { type Call, checkQuery, type OperatorRoute, route } from './route.ts';

const Amount = z.object({ amount: z.string(), currency: z.string() }).meta({ id: 'Amount' });
const Counted = z.object({ count: z.number(), amount: Amount });
const Model = z
  .enum(MODELS)
  .meta({ description: MODELS.map((name) => `${name}: ${models[name].words}`).join(' ') });
const Report = z.object({
  model: Model,
  from: LocalDate,
  to: LocalDate,
  currency: z.string(),
  rows: z.array(
    z.object({
      channel: z.string(),
      spend: Amount,
      revenue: Amount,
      roi: z.number().nullable(),
      conversions: z.number(),
      sends: z.number(),
    }),
  ),
  totals: z.object({
    spend: Amount,
    revenue: Amount,
    roi: z.number().nullable(),
    orders: Counted,
    refunds: Counted,
  }),
  unattributed: z.object({ revenue: Amount, conversions: z.number() }),
  unconverted: z.array(z.object({ currency: z.string(), revenue: Amount, spend: Amount })),
});
const Decision = z
  .looseObject({
    n: z.int(),
    budget: z.string(),
    period: LocalDate,
    kind: z.enum(['cut', 'adjustment']),
    status: z.enum(['applied', 'proposed', 'reverted', 'rejected']),
    at: z.iso.datetime(),
    by: z.string(),
    reason: z.string(),
    from: Amount,
    to: Amount,
  })
  .meta({ id: 'Decision' });
const Decisions = z.object({ decisions: z.array(Decision), cursor: z.string().optional() });
const Standing = z
  .looseObject({
    id: z.string(),
    channel: z.string(),
    definition: Budget,
    amount: Amount,
    inForce: Amount,
    held: Amount,
    left: Amount,
    decisions: z.array(Decision),
  })
  .meta({ id: 'Standing' });

const DAYS_SHOWN = 30;
const RoiAsked = z.object({
  from: LocalDate.optional(),
  to: LocalDate.optional(),
  model: Model.optional(),
});

export interface MoneyRoutesPorts extends DecidePorts {
  /** The live program; undefined before the first publish. */
  program(): Promise<Program | undefined>;
}

export function moneyRoutes(ports: MoneyRoutesPorts): OperatorRoute[] {
  return [budgetRoute(ports), ...decisionRoutes(ports), adjustRoute(ports), roiRoute(ports)];
}

const BUDGET = '/v1/budgets/{id}';

function budgetRoute(ports: MoneyRoutesPorts): OperatorRoute {
  const summary = 'A budget: what was published, what stands of it, what is spent, and what was decided';
  return route({ key: `GET ${BUDGET}`, duty: 'read', summary, answer: Standing }, async ({ path }) => {
    const { program, budget } = await liveBudget(ports, path);
    return answered(await budgetView(ports, program, budget));
  });
}

function decisionRoutes(ports: MoneyRoutesPorts): OperatorRoute[] {
  const body = DecisionBody.default({});
  const one = `${BUDGET}/decisions/{n}`;
  return [
    route(
      {
        key: `GET ${BUDGET}/decisions`,
        duty: 'read',
        summary: 'What was decided about a budget and on what evidence, newest first',
        query: DecisionsQuery,
        answer: Decisions,
      },
      async ({ path, query }) => {
        const listed = await listDecisions(ports, path['id'] ?? '', query);
        if (listed.ok || listed.status !== 404) return answered(listed);
        await liveBudget(ports, path);
        return { decisions: [] };
      },
    ),
    route(
      {
        key: `POST ${one}/approve`,
        duty: 'money',
        summary: 'Agree to a cut that waits for a person',
        body,
        answer: Decision,
      },
      async (call) => answered(await approveDecision(ports, await live(ports), commandOf(call))),
    ),
    route(
      {
        key: `POST ${one}/revert`,
        duty: 'money',
        summary: 'Take a decision back, or turn a proposed one down',
        body,
        answer: Decision,
      },
      async (call) => answered(await revertDecision(ports, await live(ports), commandOf(call))),
    ),
  ];
}

function adjustRoute(ports: MoneyRoutesPorts): OperatorRoute {
  return route(
    {
      key: `POST ${BUDGET}/adjust`,
      duty: 'money',
      summary: 'Raise or lower what is in force of a budget for the rest of its period, with a reason',
      body: AdjustBody,
      answer: Standing,
    },
    async ({ path, body, principal }) => {
      const { program, budget } = await liveBudget(ports, path);
      return answered(await adjustBudget(ports, program, { ...body, budget, by: principal.id }));
    },
  );
}

function roiRoute(ports: MoneyRoutesPorts): OperatorRoute {
  return route(
    {
      key: 'GET /v1/reports/roi',
      duty: 'read',
      summary: 'Spend, revenue and return by channel, of days in the program’s zone (the last 30 by default)',
      query: RoiAsked,
      answer: Report,
    },
    async ({ query }) => {
      const program = await live(ports);
      const to = query.to ?? placeOf(ports.clock(), program.timeZone).day;
      const from = query.from ?? addDays(to, 1 - DAYS_SHOWN);
      const asked = checkQuery(roiQuery(MODELS), { ...query, from, to });
      return roiReport(ports.money, program, { ...asked, model: asked.model ?? program.attribution.model });
    },
  );
}

async function live(ports: MoneyRoutesPorts): Promise<Program> {
  const program = await ports.program();
  if (!program) throw problem(404, { detail: 'No program was published yet.' });
  return program;
}

async function liveBudget(ports: MoneyRoutesPorts, path: Call<unknown, unknown>['path']) {
  const program = await live(ports);
  const budget = path['id'] ?? '';
  if (!Object.hasOwn(program.budgets, budget))
    throw problem(404, { detail: 'The live program has no such budget.' });
  return { program, budget };
}

function commandOf({ path, body, principal }: Call<unknown, DecisionBody>): OperatorCommand {
  const n = Number(path['n']);
  if (!Number.isSafeInteger(n) || n < 1) throw problem(404, { detail: 'Decisions have numbers from 1 on.' });
  return { budget: path['id'] ?? '', n, by: principal.id, ...body };
}

function answered<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.body;
  const { status, detail } = answer;
  throw problem(status, { detail, ...(status === 400 && { pointer: '/amount' }) });
}
