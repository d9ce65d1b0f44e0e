// The small shapes of which every other schema is composed: times, durations, money, ids and plain JSON.
import * as z from 'zod';
import { PROFILE_ID, sendChannels, TRACE_ID } from './names.ts';

const DURATION = 'an ISO 8601 duration such as PT1H or P7D';
/** ISO 8601 duration of weeks, days and times (`P7D`, `PT1H30M`), however long; months only where a calendar is meant. */
export const AnyDuration = z.string().regex(/^P(?=.)(\d+W|(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?)$/, DURATION);
/** One that milliseconds can hold. */
export const Duration = z
  .string()
  .regex(/^P(?=.)(\d{1,7}W|(\d{1,7}D)?(T(?=.)(\d{1,9}H)?(\d{1,9}M)?(\d{1,9}S)?)?)$/, DURATION);
/** The period of a budget: whole months, weeks or days. */
export const Period = z.string().regex(/^P(\d+M|\d+W|\d+D)$/, 'an ISO 8601 period such as P1M');
/** `"50000.00 CNY"`: a decimal amount and an ISO 4217 currency. */
export const MoneyText = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,6})? [A-Z]{3}$/, 'an amount and a currency such as "50000.00 CNY"');
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 currency code such as EUR');
export const LocalDate = z.iso.date('a date such as 2026-12-24');
export const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 08:00');
export const Percent = z.string().regex(/^(100|\d{1,2})(\.\d{1,3})?%$/, 'a percentage such as 20%');
const MARGIN_SAYS =
  'a margin above 0% and at most 100%, such as "35%": the part of revenue that is left after the cost of goods';
export const Margin = z
  .string(MARGIN_SAYS)
  .regex(/^(?!0*(\.0*)?%)(100(\.0{1,3})?|\d{1,2}(\.\d{1,3})?)%$/, MARGIN_SAYS)
  .meta({
    description:
      'The part of revenue that is left after the cost of goods. Reports and the guard then compare revenue x margin (contribution) with cost; without it, revenue.',
    examples: ['35%'],
  });
export const TimeZone = z.string().min(1).max(64);
/** Ids of journeys, segments, templates, budgets, channels, purposes: they are file names too. */
export const Slug = z
  .string()
  // Ids are keys of plain objects, and every object inherits this name.
  .regex(
    /^(?!constructor$)[a-z0-9][a-z0-9-]{0,63}$/,
    'an id of lower-case letters, digits and dashes such as welcome-mail',
  );
/** Id of a step in its journey. */
export const StepId = z
  .string()
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,63}$/,
    'an id of letters, digits, dashes and underscores such as pause',
  );
export const EventName = z.string().min(1).max(200);
/** `$schema` of every document. */
export const SchemaLink = z
  .string()
  .optional()
  .describe(
    'Relative path to the JSON Schema of this file, by which an editor completes and checks, such as "../schemas/journey.schema.json".',
  );
/** A dotted path into an event's properties or a profile's traits. */
export const Path = z.string().min(1).max(200);

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };
export const JsonObject = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;

export const SendChannel = z.enum(sendChannels);
export type SendChannel = z.infer<typeof SendChannel>;

export const ProfileId = z.string().regex(PROFILE_ID);
export type ProfileId = z.infer<typeof ProfileId>;

/** W3C Trace Context's trace id: joins the log lines of one request, from the door to the provider. */
export const TraceId = z.string().regex(TRACE_ID);
export type TraceId = z.infer<typeof TraceId>;

/** Milliseconds since the epoch. */
export const Millis = z.number().int();

/** Integer micros of a currency's major unit (1 EUR = 1,000,000), never a float. */
export const Micros = z.number().int();
export const Money = z.object({ micros: Micros, currency: Currency });
export type Money = z.infer<typeof Money>;

/** The `limit` of a query: how many items a page holds. */
export function pageLimit(max: number) {
  const says = `a whole number from 1 to ${max}`;
  return z.coerce.number(says).int(says).min(1, says).max(max, says).default(50);
}
