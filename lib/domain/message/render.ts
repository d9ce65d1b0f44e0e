// Renders a template for a person. In scope are `profile`, `event`, `links` and `program`, and nothing else.
import type { SendChannel } from '../../../schemas/names.ts';
import type { JsonObject } from '../../../schemas/primitives.ts';
import type { ProgramSettings, Template } from '../../../schemas/program.ts';
import { type Contents, type TemplateField, templateFields } from '../../../schemas/template-fields.ts';
import type { FieldRule } from '../../channels/channel-module.ts';
import { channels } from '../../channels/channels.ts';
import { brokenLinks } from './check-links.ts';
import { type Mode, parse, pathsOf, type RenderContext, run, type Source, TemplateError } from './liquid.ts';
import { outOfScope } from './template-scope.ts';

export interface Scope {
  /** Opened traits, and `id`. */
  profile: JsonObject;
  event: { name: string; properties: JsonObject };
  links: { unsubscribe: string };
  program: { name: string; sender: ProgramSettings['sender'] | null };
}

export type Rendered = { [C in SendChannel]: { channel: C } & Contents[C] }[SendChannel];

/** Parsing costs more than rendering. The cache works because a loaded program keeps the same template objects. */
const parsed = new WeakMap<Template, Map<TemplateField, Source>>();

/** Throws TemplateError: the template is wrong for this person, now and at every retry. */
export function render(template: Template, scope: Scope, options: { zone: string; now: number }): Rendered {
  const context: RenderContext = { scope, ...options };
  const { channel } = template;
  const needs: Partial<Record<TemplateField, string>> = templateFields[channel];
  const content: Partial<Record<TemplateField, string>> = {};
  for (const [name, [mode, charsMax, clean]] of rulesOf(channel)) {
    const source = sourceOf(template, name, mode);
    const text = source && clean(run(source, mode, charsMax, context));
    if (text) content[name] = text;
    else if (needs[name] === 'needed') throw new TemplateError(`${name} is empty`);
  }
  return { channel, ...content } as Rendered;
}

const rulesOf = (channel: SendChannel) =>
  Object.entries(channels[channel].fields) as [TemplateField, FieldRule][];

/** Finds mistakes in a template before it is sent. `pointer` is RFC 6901 into the template's file. */
export function checkTemplate(template: Template): { pointer: string; detail: string }[] {
  const findings: { pointer: string; detail: string }[] = [];
  for (const [name, [mode]] of rulesOf(template.channel)) {
    const text = template[name];
    if (text === undefined) continue;
    const pointer = `/${name}`;
    try {
      for (const path of pathsOf(parse(text, mode), mode)) {
        const detail = outOfScope(path);
        if (detail !== undefined) findings.push({ pointer, detail: `Liquid: ${detail}` });
      }
      for (const broken of brokenLinks(text, mode)) findings.push({ pointer, detail: broken });
    } catch (error) {
      findings.push({ pointer, detail: `Liquid: ${(error as Error).message}` });
    }
  }
  return findings;
}

function sourceOf(template: Template, name: TemplateField, mode: Mode): Source | undefined {
  const text = template[name];
  if (text === undefined) return undefined;
  const sources = parsed.get(template) ?? new Map<TemplateField, Source>();
  parsed.set(template, sources);
  const source = sources.get(name) ?? parse(text, mode);
  sources.set(name, source);
  return source;
}
