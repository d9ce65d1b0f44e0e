// Routes of budgets: their state, the decisions about them, and people's adjustments.
import * as z from 'zod';
import { LocalDate, MoneyText } from '../primitives.ts';
import { Budget } from '../program.ts';
import type { OperatorTable } from './route.ts';
import { Amount, NextCursor, pageQuery, Time } from './shapes.ts';

/** The evidence of a cut. */
export const Evidence = z.object({
  metric: z.literal('roi'),
  threshold: z.number(),
  value: z.number(),
  window: z.string(),
  from: Time,
  to: Time,
  model: z.string(),
  spend: Amount,
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
  what: z.enum(['approved', 'reverted', 'rejected']),
  by: z.string(),
  at: Time,
  reason: z.string().optional(),
});

export const Decision = z
  .object({
    n: z.int(),
    budget: z.string(),
    /** First day of the period in which it applies. */
    period: LocalDate,
    kind: z.enum(['cut', 'adjustment']),
    status: z.enum(['applied', 'proposed', 'reverted', 'rejected']),
    at: Time,
    by: z.string(),
    reason: z.string(),
    from: Amount,
    to: Amount,
    /** The published amount that it was based on. */
    published: Amount,
    acts: z.array(Act),
    /** For a cut; `cut` is the percentage taken off. */
    channel: z.string().optional(),
    cut: z.number().optional(),
    evidence: Evidence.optional(),
  })
  .meta({ id: 'Decision' });
export type Decision = z.infer<typeof Decision>;

export const Standing = z
  .object({
    id: z.string(),
    channel: z.string(),
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
    guard: z.object({ lookedAt: Time, found: z.string(), evidence: Evidence.optional() }).optional(),
  })
  .meta({ id: 'Standing' });
export type Standing = z.infer<typeof Standing>;

/** The body may be omitted. */
const DecisionBody = z.strictObject({ reason: z.string().min(1).max(1000).optional() }).default({});

const AdjustBody = z.strictObject({
  amount: MoneyText,
  reason: z.string().trim().min(1, 'say why').max(1000),
});

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
    summary: 'Agree to a cut that waits for a person',
    body: DecisionBody,
    answer: Decision,
  },
  'POST /v1/budgets/{id}/decisions/{n}/revert': {
    duty: 'money',
    summary: 'Take a decision back, or turn a proposed one down',
    body: DecisionBody,
    answer: Decision,
  },
  'POST /v1/budgets/{id}/adjust': {
    duty: 'money',
    summary: 'Raise or lower what is in force of a budget for the rest of its period, with a reason',
    body: AdjustBody,
    answer: Standing,
  },
} as const satisfies OperatorTable;
