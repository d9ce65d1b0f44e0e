// POST /v1/spend: what was spent outside (advertising, agencies), by date, channel and campaign. Rules that JSON Schema
// cannot express (a number's decimals, existing currencies) are checked in lib/domain/intake/read-spend.ts.
import * as z from 'zod';
import { AMOUNT, SPEND_ROWS_MAX } from './names.ts';
import { Currency, LocalDate } from './primitives.ts';

/** A decimal text, or a JSON number that is a decimal. */
const Amount = z.union([z.string().regex(AMOUNT), z.number().min(0)]);
const count = () => z.int().min(0).default(0);

export const SpendRow = z.looseObject({
  date: LocalDate,
  channel: z.string().max(100).regex(/\S/),
  campaign: z.string().max(200).default(''),
  amount: Amount,
  currency: Currency,
  impressions: count(),
  clicks: count(),
});
export type SpendRow = z.infer<typeof SpendRow>;

export const SpendRequest = z.looseObject({ rows: z.array(SpendRow).min(1).max(SPEND_ROWS_MAX) });
