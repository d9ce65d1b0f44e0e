// The rest of a program directory's contents, and the release that makes a program live.
import * as z from 'zod';
import { Approval } from './budget.ts';
import { Condition } from './condition.ts';
import {
  Currency,
  Duration,
  LocalDate,
  LocalTime,
  Margin,
  MoneyText,
  SchemaLink,
  SendChannel,
  Slug,
  TimeZone,
} from './primitives.ts';
import { type TemplateField, templateFields } from './template-fields.ts';

export type { Program } from './documents.ts';

const $schema = SchemaLink;

export const Segment = z.strictObject({
  $schema,
  id: Slug.describe('Id of the segment, and the name of its file without .json, such as "customers".'),
  description: z.string().optional().describe('Who is in the segment, in a sentence.'),
  if: Condition.describe(
    'Everybody of whom this holds is in the segment, such as { "trait": "plan", "eq": "gold" }.',
  ),
});
export type Segment = z.infer<typeof Segment>;

const fields = {
  subject: z
    .string()
    .max(1000)
    .optional()
    .describe(
      'The subject of an e-mail, in Liquid, such as "Welcome, {{ profile.firstName | default: \'friend\' }}".',
    ),
  html: z
    .string()
    .max(200_000)
    .optional()
    .describe(
      `The body of an e-mail, HTML with Liquid; values are escaped. Such as "<p>Hello</p><a href='{{ links.unsubscribe }}'>Unsubscribe</a>".`,
    ),
  text: z
    .string()
    .max(50_000)
    .optional()
    .describe(
      'The text of an SMS or a push, or of an e-mail for those who read no HTML, in Liquid, such as "{{ event.properties.name }} is still in your cart".',
    ),
  title: z
    .string()
    .max(200)
    .optional()
    .describe('The title of a push, in Liquid, such as "Your cart is waiting".'),
  url: z
    .string()
    .max(2000)
    .optional()
    .describe('What a push opens, in Liquid, such as "https://shop.example/cart".'),
} satisfies Record<TemplateField, z.ZodOptional<z.ZodString>>;

/** Liquid templates; `profile`, `event`, `links` and `program` are in scope. */
export const Template = z
  .strictObject({
    $schema,
    id: Slug.describe('Id of the template, and the name of its file without .json, such as "welcome-mail".'),
    channel: SendChannel.describe(
      'The channel that it is for, and by which its fields go: "email" (subject, html, text), "sms" (text) or "push" (title, text, url).',
    ),
    ...fields,
  })
  .superRefine((t, ctx) => {
    for (const [field, need] of Object.entries(templateFields[t.channel]))
      if (need === 'needed' && t[field as TemplateField] === undefined)
        ctx.addIssue({
          code: 'custom',
          path: [field],
          message: `a template for ${t.channel} needs "${field}"`,
        });
  });
export type Template = z.infer<typeof Template>;

const ReplyWordList = z
  .array(
    z
      .string()
      .max(40)
      .regex(/[\p{L}\p{N}]/u, 'a word with a letter or a digit'),
  )
  .max(50);

export const Channel = z.strictObject({
  $schema,
  id: Slug.describe(
    'Id of the channel, and the name of its file without .json: "email", "sms", "push", or one that is only measured, such as "affiliate".',
  ),
  aliases: z
    .array(z.string().min(1).max(100))
    .max(50)
    .default([])
    .describe('Further values of utm_medium that mean this channel, such as ["mail", "newsletter"].'),
  price: MoneyText.optional().describe(
    'What one message costs (of an SMS: each part), such as "0.08 EUR". Needed for channels that Cairn sends on.',
  ),
  margin: Margin.optional().describe(
    'What is left of the revenue of this channel after the cost of goods, such as "35%". That of the program if it is absent.',
  ),
  opens: z
    .boolean()
    .optional()
    .describe(
      'false: messages have no picture of one pixel by which opens are counted. For e-mail only; opens are counted if it is absent.',
    ),
  window: z
    .strictObject({
      from: LocalTime.describe('When it opens in the zone of the recipient, such as "08:00".'),
      to: LocalTime.describe('When it closes, such as "21:00". Earlier than "from": on the next day.'),
      closedDays: z
        .array(LocalDate)
        .max(100)
        .optional()
        .describe('Dates on which nothing is sent, such as ["2026-12-25"].'),
    })
    .optional()
    .describe(
      'The part of the day in which messages are sent, such as { "from": "08:00", "to": "21:00" }. Outside of it they wait. Without it they are sent at any hour.',
    ),
  optOut: z
    .strictObject({
      stop: ReplyWordList.optional().describe(
        'Words that end all messages on this channel, such as ["Schluss"].',
      ),
      start: ReplyWordList.optional().describe(
        'Words that give back what such a word ended, such as ["Weiter"].',
      ),
    })
    .optional()
    .describe(
      'Words that people answer with, in addition to the usual ones of many languages, such as { "stop": ["Schluss"] }. For channels they can answer.',
    ),
});
export type Channel = z.infer<typeof Channel>;

/** program.json */
export const ProgramSettings = z.strictObject({
  $schema,
  name: z
    .string()
    .max(200)
    .optional()
    .describe('Name of the shop or company, such as "My shop"; in templates as program.name.'),
  currency: Currency.describe('The currency of all reports, as ISO 4217 has it, such as "EUR".'),
  rates: z
    .array(
      z.strictObject({
        currency: Currency.describe('The other currency, such as "USD".'),
        from: LocalDate.describe('The day from which on the rate counts, such as "2026-01-01".'),
        rate: z
          .string()
          .regex(/^\d{1,9}(\.\d{1,9})?$/, 'a rate such as "0.90"')
          .describe('What one unit of it is worth in the currency of the program, as text, such as "0.90".'),
      }),
    )
    .max(10_000)
    .default([])
    .describe(
      'Exchange rates, such as [{ "currency": "USD", "from": "2026-01-01", "rate": "0.90" }]. The latest at or before a day counts.',
    ),
  timeZone: TimeZone.describe(
    'The IANA zone of reports, and of people of whom none is known, such as "Europe/Berlin".',
  ),
  purposes: z
    .record(
      Slug,
      z.strictObject({
        description: z
          .string()
          .describe('What it is, for the people who are asked, such as "Offers and news".'),
        data: z
          .array(z.string())
          .default([])
          .describe('The data that it uses, such as ["orders", "e-mail address"].'),
      }),
    )
    .describe(
      'What messages are for, by id, such as { "marketing": { "description": "Offers and news" } }. People consent to a purpose.',
    ),
  sealed: z
    .array(z.string().min(1).max(100))
    .max(200)
    .default([])
    .describe(
      'Traits to encrypt at the door beside those that always are (email, phone, names, addresses, birthdays), such as ["street"].',
    ),
  events: z
    .record(
      z.string(),
      z.strictObject({
        description: z.string().optional().describe('When it happens, such as "A product page was opened".'),
      }),
    )
    .default({})
    .describe(
      'The catalogue of events, by name, such as { "Product Viewed": {} }. Where there is one, "check" warns of other names.',
    ),
  attribution: z
    .strictObject({
      window: Duration.default('P7D').describe(
        'How long a click or a visit counts, such as "P7D" (the default).',
      ),
      model: z
        .enum(['last', 'position'])
        .default('last')
        .describe(
          'How an order is shared out: "last" (the default) to the last touchpoint, "position" 30/40/30.',
        ),
      sends: z
        .boolean()
        .default(false)
        .describe('true: a message that was sent counts too, without a click; such as false (the default).'),
    })
    .default({ window: 'P7D', model: 'last', sends: false })
    .describe('Which channel an order is credited to, such as { "window": "P7D", "model": "last" }.'),
  margin: Margin.optional().describe(
    'What is left of all revenue after the cost of goods, such as "35%"; a channel may name its own.',
  ),
  approval: Approval.optional().describe(
    'From where on a second person has to agree to raising a budget, such as { "above": "500.00 EUR" }; a budget may name its own.',
  ),
  sender: z
    .strictObject({
      name: z.string().describe('The name of who sends, such as "My shop Ltd".'),
      postalAddress: z.string().describe('The full postal address, such as "Street 1, 12345 Town, Country".'),
    })
    .optional()
    .describe(
      'Name and postal address that the law requires in commercial e-mail; in templates as program.sender.',
    ),
});
export type ProgramSettings = z.infer<typeof ProgramSettings>;

/**
 * The pointer that functions follow: which artefact is live. Numbers rise; a rollback publishes an older hash under a
 * new number.
 */
export const Release = z.object({
  number: z.int(),
  hash: z.string(),
  publishedAt: z.int(),
  by: z.string(),
  note: z.string().optional(),
});
export type Release = z.infer<typeof Release>;
