// POST /v1/spend: what was spent outside (advertising, agencies), by date, channel and campaign.
import * as z from 'zod';
import { LocalDate } from './primitives.ts';

export const SPEND_ROWS_MAX = 10_000;

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
const DECIMAL = /^\d{1,9}(\.\d{1,6})?$/;

/** A decimal text, or a JSON number that is one. */
const Amount = z
  .union([z.string(), z.number().transform(String)], { error: 'an amount of at least 0, such as "200.00"' })
  .refine((text) => DECIMAL.test(text), 'an amount of at least 0 with at most 6 decimals, such as "200.00"');
const Text = z.string().max(200).regex(/\S/, 'must not be blank');
const Count = z.int().min(0).default(0);

export const SpendRow = z.looseObject({
  date: LocalDate,
  channel: Text.max(100),
  campaign: z.string().max(200).default(''),
  amount: Amount,
  currency: z.string().refine((code) => currencies.has(code), 'an ISO 4217 currency code such as EUR'),
  impressions: Count,
  clicks: Count,
});
export type SpendRow = z.infer<typeof SpendRow>;

export const SpendRequest = z.looseObject({ rows: z.array(SpendRow).min(1).max(SPEND_ROWS_MAX) });
