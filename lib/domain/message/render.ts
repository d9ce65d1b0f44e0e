// A template and a person become a message. In scope are `profile`, `event`, `links` and `program`, and nothing else.
import type { JsonObject } from '../../../schemas/primitives.ts';
import type { ProgramSettings, Template } from '../../../schemas/program.ts';
import { type Mode, parse, type RenderContext, rootsOf, run, type Source, TemplateError } from './liquid.ts';

export interface Scope {
  /** Traits, opened, and `id`. */
  profile: JsonObject;
  event: { name: string; properties: JsonObject };
  links: { unsubscribe: string };
  program: { name: string; sender: ProgramSettings['sender'] | null };
}

export type Rendered =
  | { channel: 'email'; subject: string; html: string; text?: string }
  | { channel: 'sms'; text: string }
  | { channel: 'push'; title: string; text: string; url?: string };

/** Characters: what the channel's provider takes, or what a client still shows. */
const FIELDS = {
  email: { subject: ['text', 998], html: ['html', 500_000], text: ['text', 100_000] },
  sms: { text: ['text', 1_600] },
  push: { title: ['text', 200], text: ['text', 1_500], url: ['text', 1_500] },
} as const satisfies Record<Template['channel'], Partial<Record<Field, readonly [Mode, number]>>>;
type Field = 'subject' | 'html' | 'text' | 'title' | 'url';
const ROOTS = new Set(['profile', 'event', 'links', 'program']);

/** Parsing costs more than rendering. A program's templates are the same objects for as long as it is loaded. */
const parsed = new WeakMap<Template, Map<Field, Source>>();

/** Throws TemplateError: the template is wrong for this person, now and at every retry. */
export function render(template: Template, scope: Scope, options: { zone: string; now: number }): Rendered {
  const context: RenderContext = { scope, ...options };
  const limits: Partial<Record<Field, readonly [Mode, number]>> = FIELDS[template.channel];
  const field = (name: Field): string | undefined => {
    const limit = limits[name];
    const source = limit && sourceOf(template, name, limit[0]);
    return source && limit && run(source, limit[0], limit[1], context);
  };
  const needed = (name: Field): string => {
    const text = field(name)?.trim();
    if (!text) throw new TemplateError(`${name} is empty`);
    return text;
  };
  switch (template.channel) {
    case 'email': {
      const text = field('text');
      return {
        channel: 'email',
        subject: oneLine(needed('subject')),
        html: needed('html'),
        ...(text ? { text } : {}),
      };
    }
    case 'sms':
      return { channel: 'sms', text: needed('text') };
    case 'push': {
      const url = field('url')?.trim();
      return {
        channel: 'push',
        title: oneLine(needed('title')),
        text: needed('text'),
        ...(url ? { url } : {}),
      };
    }
    default:
      return template.channel satisfies never;
  }
}

/** What is wrong with a template before anybody is sent it. `pointer` is RFC 6901 into the template's file. */
export function checkTemplate(template: Template): { pointer: string; detail: string }[] {
  const findings: { pointer: string; detail: string }[] = [];
  for (const [name, [mode]] of Object.entries(FIELDS[template.channel]) as [
    Field,
    readonly [Mode, number],
  ][]) {
    const text = template[name];
    if (text === undefined) continue;
    const pointer = `/${name}`;
    try {
      for (const root of rootsOf(parse(text, mode), mode))
        if (!ROOTS.has(root))
          findings.push({
            pointer,
            detail: `Liquid: "${root}" is not in scope; profile, event, links and program are`,
          });
    } catch (error) {
      findings.push({ pointer, detail: `Liquid: ${(error as Error).message}` });
    }
  }
  return findings;
}

function sourceOf(template: Template, name: Field, mode: Mode): Source | undefined {
  const text = template[name];
  if (text === undefined) return undefined;
  const sources = parsed.get(template) ?? new Map<Field, Source>();
  parsed.set(template, sources);
  const source = sources.get(name) ?? parse(text, mode);
  sources.set(name, source);
  return source;
}

/** A line break out of a trait would start a header of its own. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
