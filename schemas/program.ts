// The rest of a program directory's contents, and the release that makes a program live.
import * as z from 'zod';
import { Condition } from './condition.ts';
import {
  Currency,
  Duration,
  LocalDate,
  LocalTime,
  MoneyText,
  Percent,
  Period,
  SendChannel,
  Slug,
  TimeZone,
} from './primitives.ts';
import { type TemplateField, templateFields } from './template-fields.ts';

export type { Program } from './documents.ts';

const $schema = z.string().optional();

export const Segment = z.strictObject({
  $schema,
  id: Slug,
  description: z.string().optional(),
  if: Condition,
});
export type Segment = z.infer<typeof Segment>;

const fields = {
  subject: z.string().max(1000).optional(),
  html: z.string().max(200_000).optional(),
  text: z.string().max(50_000).optional(),
  title: z.string().max(200).optional(),
  /** The address that a push opens. */
  url: z.string().max(2000).optional(),
} satisfies Record<TemplateField, z.ZodOptional<z.ZodString>>;

/** Liquid templates; `profile`, `event`, `links` and `program` are in scope. */
export const Template = z
  .strictObject({ $schema, id: Slug, channel: SendChannel, ...fields })
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

export const Channel = z.strictObject({
  $schema,
  id: Slug,
  /** Further `utm_medium` values that mean this channel. */
  aliases: z.array(z.string().min(1).max(100)).max(50).default([]),
  /** The cost of one message (for SMS: of one part). Required for channels that Cairn sends on. */
  price: MoneyText.optional(),
  opens: z
    .boolean()
    .optional()
    .meta({
      description:
        'Whether opens are counted, by a picture of one pixel in each message. Absent: yes. False: messages have no such picture. For e-mail only.',
      examples: [false],
    }),
  /** Marketing is sent only in this part of the recipient's day. */
  window: z
    .strictObject({ from: LocalTime, to: LocalTime, closedDays: z.array(LocalDate).max(100).optional() })
    .optional(),
});
export type Channel = z.infer<typeof Channel>;

export const Guard = z.strictObject({
  when: z.strictObject({ roi: z.strictObject({ below: z.number().positive() }), over: Duration }),
  every: Duration.default('PT1H'),
  atLeast: z.strictObject({ spend: MoneyText }),
  confidence: z.number().min(0.5).max(0.999).default(0.9),
  do: z.strictObject({ cut: Percent, floor: MoneyText.optional() }),
  cooldown: Duration.default('P1D'),
  /** The cumulative cut in a period beyond which a person must approve. */
  approval: z.strictObject({ above: Percent }).optional(),
});

export const Budget = z.strictObject({
  $schema,
  id: Slug,
  channel: Slug,
  period: Period.default('P1M'),
  timeZone: TimeZone.optional(),
  amount: MoneyText,
  pool: z.enum(['proven', 'test', 'reserve']).optional(),
  guard: Guard.optional(),
});
export type Budget = z.infer<typeof Budget>;

/** program.json */
export const ProgramSettings = z.strictObject({
  $schema,
  name: z.string().max(200).optional(),
  currency: Currency,
  /** Dated exchange rates: one unit of `currency` in the program's currency, from that day on. */
  rates: z
    .array(
      z.strictObject({
        currency: Currency,
        from: LocalDate,
        rate: z.string().regex(/^\d{1,9}(\.\d{1,9})?$/),
      }),
    )
    .max(10_000)
    .default([]),
  timeZone: TimeZone,
  purposes: z.record(
    Slug,
    z.strictObject({ description: z.string(), data: z.array(z.string()).default([]) }),
  ),
  /** Traits to seal in addition to those that always are (email, phone, names, addresses). */
  sealed: z.array(z.string().min(1).max(100)).max(200).default([]),
  events: z.record(z.string(), z.strictObject({ description: z.string().optional() })).default({}),
  attribution: z
    .strictObject({
      window: Duration.default('P7D'),
      model: z.enum(['last', 'position']).default('last'),
      /** True: a send alone is a touchpoint too. */
      sends: z.boolean().default(false),
    })
    .default({ window: 'P7D', model: 'last', sends: false }),
  /** Postal address and name that the law requires in commercial e-mail; in templates as program.sender. */
  sender: z.strictObject({ name: z.string(), postalAddress: z.string() }).optional(),
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
