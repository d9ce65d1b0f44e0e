// The fields of each channel's templates. Separate from the schema, so that rendering loads no zod.
import type { SendChannel } from './names.ts';

export type TemplateField = 'subject' | 'html' | 'text' | 'title' | 'url';
type Fields = Partial<Record<TemplateField, 'needed' | 'optional'>>;

export const templateFields = {
  email: { subject: 'needed', html: 'needed', text: 'optional' },
  sms: { text: 'needed' },
  push: { title: 'needed', text: 'needed', url: 'optional' },
} as const satisfies { [C in SendChannel]: Fields };

type FieldsOf = { [C in SendChannel]: (typeof templateFields)[C] };
/** A value for each field of a channel's templates. */
export type ByField<C extends SendChannel, T> = { readonly [F in keyof FieldsOf[C]]: T };

type Texts<F> = { [N in keyof F as F[N] extends 'needed' ? N : never]: string } & {
  [N in keyof F as F[N] extends 'optional' ? N : never]?: string;
};
/** A template's fields once rendered, by channel. */
export type Contents = { [C in SendChannel]: Texts<FieldsOf[C]> };

/** The fields without which a template of the channel is refused. */
export const neededBy = (channel: SendChannel): string[] =>
  Object.entries(templateFields[channel]).flatMap(([field, need]) => (need === 'needed' ? [field] : []));
