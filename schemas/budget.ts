// A budget: what a channel may cost in a period, and the guard that cuts it.
import * as z from 'zod';
import { Duration, MoneyText, Percent, Period, SchemaLink, Slug, TimeZone } from './primitives.ts';

const $schema = SchemaLink;

const Roi = z
  .strictObject({
    below: z.number().positive().describe('The return that is still good enough, such as 1.5.'),
  })
  .meta({
    description:
      'Return per 1 spent: revenue over cost (what advertisers call ROAS), or contribution over cost where the channel or the program names a margin.',
  });

export const Guard = z.strictObject({
  when: z
    .strictObject({
      roi: Roi,
      over: Duration.describe('The time that is looked at, such as "P7D" for the last week.'),
      carryOver: z
        .boolean()
        .optional()
        .describe(
          'true: a new period is judged by the whole window, also by what lies before the period began. Otherwise a period is judged by its own numbers alone.',
        ),
    })
    .describe('When to cut, such as { "roi": { "below": 1.5 }, "over": "P7D" }.'),
  every: Duration.default('PT1H').describe('How often the guard looks, such as "PT1H" (the default).'),
  atLeast: z
    .strictObject({
      spend: MoneyText.describe('So much has to be spent in that time, such as "500.00 EUR".'),
    })
    .describe('How much data is enough to judge by, such as { "spend": "500.00 EUR" }.'),
  confidence: z
    .number()
    .min(0.5)
    .max(0.999)
    .default(0.9)
    .describe('How sure the guard has to be before it cuts, such as 0.9 (the default).'),
  do: z
    .strictObject({
      cut: Percent.describe('How much of the amount in force is taken away at a time, such as "20%".'),
      floor: MoneyText.optional().describe(
        'What is never cut, in the currency of the amount, such as "500.00 EUR".',
      ),
    })
    .describe('What it does, such as { "cut": "20%", "floor": "500.00 EUR" }.'),
  cooldown: Duration.default('P1D').describe(
    'How long it waits after a cut before the next, such as "P1D" (the default).',
  ),
  approval: z
    .strictObject({
      above: Percent.describe(
        'All cuts of a period together beyond which a person has to agree, such as "40%".',
      ),
    })
    .optional()
    .describe('From where on a person decides, such as { "above": "40%" }. Without it the guard never asks.'),
});

export const Approval = z
  .strictObject({
    above: MoneyText.describe(
      'As much as one person alone may raise it by in a period, such as "500.00 EUR".',
    ),
    expires: Duration.default('P2D').meta({
      description: 'How long a request waits for a second person, such as "P2D" (the default).',
    }),
  })
  .meta({
    description:
      'How far one person alone may raise what is in force of a budget, by adjusting it or taking a cut back, all raises of a period together. Beyond it a second person must agree.',
  });
export type Approval = z.infer<typeof Approval>;

export const Budget = z.strictObject({
  $schema,
  id: Slug.describe('Id of the budget, and the name of its file without .json, such as "sms".'),
  channel: Slug.describe('Id of the channel that it limits, such as "sms" for channels/sms.json.'),
  period: Period.default('P1M').describe(
    'How long the amount lasts: months, weeks or days, such as "P1M" (the default).',
  ),
  timeZone: TimeZone.optional().describe(
    'The IANA zone in which its periods begin, such as "Europe/Berlin". That of the program if it is absent.',
  ),
  amount: MoneyText.describe(
    'What may be spent in a period, such as "8000.00 EUR". Beyond it, sends are refused.',
  ),
  pool: z
    .enum(['proven', 'test', 'reserve'])
    .optional()
    .describe(
      'The share of the marketing money that it belongs to: "proven", "test" or "reserve". For reports.',
    ),
  guard: Guard.optional().describe('Cuts the budget by itself when the return of its channel is too low.'),
  approval: Approval.optional().describe(
    'From where on a second person has to agree to a raise, such as { "above": "500.00 EUR" }. That of the program if it is absent.',
  ),
});
export type Budget = z.infer<typeof Budget>;
