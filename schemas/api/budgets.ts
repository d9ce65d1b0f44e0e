// Routes of budgets: their state, the decisions about them, and people's adjustments.
import * as z from 'zod';
import { Budget } from '../budget.ts';
import { LocalDate, MoneyText } from '../primitives.ts';
import type { OperatorTable } from './route.ts';
import { Amount, NextCursor, pageQuery, Time } from './shapes.ts';

/** The evidence of a cut. */
export const Evidence = z.object({
  metric: z.literal('roi'),
  threshold: z.number(),
  /** Revenue over cost (what advertisers call ROAS); where there is a margin, revenue x margin over cost. */
  value: z.number(),
  /** The share of revenue left after the cost of goods, 0 to 1; absent where the program names none. */
  margin: z.number().optional(),
  window: z.string(),
  from: Time,
  to: Time,
  /** Why `from` is later than the window reaches: the period began, or a person decided. */
  since: z.enum(['period', 'person']).optional(),
  model: z.string(),
  spend: Amount,
  /** The part of `spend` that Cairn's own sends cost; the rest was spent outside. */
  sends: Amount.optional(),
  revenue: Amount,
  conversions: z.number(),
  /** `channel`: of the channel's own orders; `all`: of all channels' orders, because the channel has too few. */
  meanOrder: Amount,
  meanOf: z.enum(['channel', 'all']),
  all: z.object({ revenue: Amount, conversions: z.number() }),
  atLeast: z.object({ spend: Amount }),
  confidence: z.number(),
  confidenceWanted: z.number(),
  /** The fraction of the period's amount that is cut including this one, 0 to 1. */
  cumulative: z.number(),
});
export type Evidence = z.infer<typeof Evidence>;

const Act = z.object({
  what: z.enum(['approved', 'reverted', 'rejected', 'revert-asked', 'expired']),
  by: z.string(),
  at: Time,
  reason: z.string().optional(),
  /** Where a second person agreed: who had asked for it. */
  askedBy: z.string().optional(),
});

/** A raise that a second person must agree to, with `approve`. */
const Waiting = z.object({
  for: z.enum(['adjust', 'revert']),
  by: z.string(),
  at: Time,
  reason: z.string(),
  expiresAt: Time,
});

export const Decision = z
  .object({
    n: z.int(),
    budget: z.string(),
    /** First day of the period in which it applies. */
    period: LocalDate,
    kind: z.enum(['cut', 'adjustment']),
    /** `proposed`: nothing changes until a person agrees. `expired`: nobody did. */
    status: z.enum(['applied', 'proposed', 'reverted', 'rejected', 'expired']),
    at: Time,
    by: z.string(),
    reason: z.string(),
    from: Amount,
    to: Amount,
    /** The published amount that it was based on. */
    published: Amount,
    acts: z.array(Act),
    waiting: Waiting.optional(),
    /** For a cut; `cut` is the percentage taken off. */
    channel: z.string().optional(),
    cut: z.number().optional(),
    evidence: Evidence.optional(),
    /** What the cut could hold back when it was decided: whether sends ask the budget, and what had gone by then. */
    reach: z.object({ enforced: z.boolean(), taken: Amount, outside: Amount }).optional(),
  })
  .meta({ id: 'Decision' });
export type Decision = z.infer<typeof Decision>;

export const Standing = z
  .object({
    id: z.string(),
    channel: z.string(),
    /** Whether sends ask this budget. False: Cairn sends nothing that costs on the channel, and can hold back nothing. */
    enforced: z.boolean(),
    definition: Budget,
    period: z.object({
      length: z.string(),
      start: LocalDate,
      startsAt: Time,
      endsAt: Time,
      timeZone: z.string(),
    }),
    /** The published amount, and what the decisions in force leave of it. */
    amount: Amount,
    inForce: Amount,
    /** Numbers of the decisions that make the difference. */
    standing: z.array(z.int()),
    /** Numbers of the decisions that wait for a person. */
    waiting: z.array(z.int()),
    /** Taken by sends: spent, and leased for sends under way. */
    held: Amount,
    leased: Amount,
    left: Amount,
    /** What the channel has cost in the period: sends and outside spend. */
    spent: Amount.extend({ sends: Amount, outside: Amount }),
    decisions: z.array(Decision),
    alerts: z.array(
      z.object({
        kind: z.enum(['overspent-outside', 'no-orders', 'no-rate', 'unconverted-revenue']),
        at: Time,
        text: z.string(),
      }),
    ),
    /** The guard's last evaluation. */
    guard: z
      .object({
        lookedAt: Time,
        found: z.string(),
        /** Only what came after it was judged. */
        judgedFrom: Time.optional(),
        evidence: Evidence.optional(),
      })
      .optional(),
  })
  .meta({ id: 'Standing' });
export type Standing = z.infer<typeof Standing>;

const Reason = z.string('say why').trim().min(1, 'say why').max(1000);

/** The body may be omitted. */
const ApproveBody = z.strictObject({ reason: Reason.optional() }).default({});
const RevertBody = z.strictObject({ reason: Reason }).prefault({} as { reason: string });

const AdjustBody = z.strictObject({ amount: MoneyText, reason: Reason });

const BudgetRow = z.object({
  id: z.string(),
  channel: z.string(),
  /** First day of the current period. */
  period: LocalDate,
  endsAt: Time,
  amount: Amount,
  inForce: Amount,
  left: Amount,
  spent: Amount,
  /** Numbers of cuts that wait for a person. */
  proposed: z.array(z.int()),
  alerts: z.int().meta({ description: 'Number of alerts in the period' }),
});
export type BudgetRow = z.infer<typeof BudgetRow>;

export const budgetRoutes = {
  'GET /v1/budgets': {
    duty: 'read',
    summary: 'The budgets of the live program, by id: what is in force, left and spent in the current period',
    query: pageQuery(100),
    answer: z.object({ budgets: z.array(BudgetRow), cursor: NextCursor }),
  },
  'GET /v1/budgets/{id}': {
    duty: 'read',
    summary: 'A budget: what was published, what stands of it, what is spent, and what was decided',
    answer: Standing,
  },
  'GET /v1/budgets/{id}/decisions': {
    duty: 'read',
    summary: 'What was decided about a budget and on what evidence, newest first',
    query: pageQuery(200),
    answer: z.object({ decisions: z.array(Decision), cursor: NextCursor }),
  },
  'POST /v1/budgets/{id}/decisions/{n}/approve': {
    duty: 'money',
    summary: 'Agree to what waits for a person: a cut, or a raise that another person asked for',
    body: ApproveBody,
    answer: Decision,
  },
  'POST /v1/budgets/{id}/decisions/{n}/revert': {
    duty: 'money',
    summary: 'Take a decision back, or turn a proposed one down, with a reason',
    body: RevertBody,
    answer: Decision,
  },
  'POST /v1/budgets/{id}/adjust': {
    duty: 'money',
    summary: 'Raise or lower what is in force of a budget for the rest of its period, with a reason',
    body: AdjustBody,
    answer: Standing,
  },
} as const satisfies OperatorTable;
