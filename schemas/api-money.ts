// What operators send about money: questions on the report, and a person's word on a budget.
import * as z from 'zod';
import { LocalDate, MoneyText, pageLimit } from './primitives.ts';

/** POST /v1/budgets/{id}/decisions/{n}/approve and /revert; the body may be left out. */
export const DecisionBody = z.strictObject({ reason: z.string().min(1).max(1000).optional() });
export type DecisionBody = z.infer<typeof DecisionBody>;

/** POST /v1/budgets/{id}/adjust: the amount in force for the rest of the period, and why. */
export const AdjustBody = z.strictObject({
  amount: MoneyText,
  reason: z.string().trim().min(1, 'say why').max(1000),
});
export type AdjustBody = z.infer<typeof AdjustBody>;

/** Days are inclusive, in the program's zone. At most 400 of them: one query a month. */
const DAYS_MAX = 400;
const DAY_MS = 86_400_000;

/** GET /v1/reports/roi; one of `models`, the program's own where absent. */
export const roiQuery = <const M extends string>(models: readonly M[]) =>
  z
    .object({
      from: LocalDate,
      to: LocalDate,
      model: z.enum(models).optional(),
    })
    .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not lie before "from"' })
    .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < DAYS_MAX * DAY_MS, {
      path: ['from'],
      message: `at most ${DAYS_MAX} days at a time`,
    });

/** GET /v1/budgets/{id}/decisions */
export const DecisionsQuery = z.object({
  limit: pageLimit(200),
  /** From the answer before. */
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, 'a cursor from an earlier answer')
    .optional(),
});
export type DecisionsQuery = z.infer<typeof DecisionsQuery>;
