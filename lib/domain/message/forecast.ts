// What can be known of a template's messages before anybody gets one: that they cannot be sent, or hardly are meant so.
import type { SendChannel } from '../../../schemas/names.ts';
import type { Program, Template } from '../../../schemas/program.ts';
import { type Contents, neededBy, type TemplateField } from '../../../schemas/template-fields.ts';
import type { FieldRule } from '../../channels/channel-module.ts';
import { channels } from '../../channels/channels.ts';
import { misspeltTrait } from '../checked-program.ts';
import type { Weight } from '../finding.ts';
import { type Mode, parse, pathsOf, run } from './liquid.ts';

export interface TemplateFinding {
  pointer: string;
  detail: string;
  weight: Weight;
}

/** Only of a template whose Liquid is without mistakes. */
export function forecast(template: Template, program: Program): TemplateFinding[] {
  const fields = fieldsOf(template);
  const texts: Partial<Record<TemplateField, string>> = {};
  const found: TemplateFinding[] = [];
  for (const field of fields) {
    found.push(...misspeltTraits(field, program));
    const shortest = shortestOf(field, program);
    if (shortest === undefined) continue;
    texts[field.name] = shortest;
    found.push(...emptyOrTooLong(field, shortest, template.channel));
  }
  const paths = fields.flatMap(({ source, mode }) => pathsOf(parse(source, mode), mode));
  return [...found, ...manyUnits(template.channel, texts), ...noWayOut(template, paths)];
}

interface Field {
  name: TemplateField;
  source: string;
  mode: Mode;
  charsMax: number;
  clean: (text: string) => string;
}

const fieldsOf = (template: Template): Field[] =>
  (Object.entries(channels[template.channel].fields) as [TemplateField, FieldRule][]).flatMap(
    ([name, [mode, charsMax, clean]]) => {
      const source = template[name];
      return source === undefined ? [] : [{ name, source, mode, charsMax, clean }];
    },
  );

/** More than any text of a field may have, so that the length of one that is too long is known. */
const CHARS_MAX = 1_000_000;

/** As it is for a person without traits and an event without properties: what these bring makes it longer. */
function shortestOf({ source, mode, clean }: Field, { name, sender }: Program): string | undefined {
  const scope = {
    profile: {},
    event: { name: '', properties: {} },
    links: { unsubscribe: '' },
    program: { name: name ?? '', sender: sender ?? null },
  };
  try {
    return clean(run(parse(source, mode), mode, CHARS_MAX, { scope, zone: 'UTC', now: 0 }));
  } catch {
    // It needs a value to be rendered at all.
    return undefined;
  }
}

function emptyOrTooLong(field: Field, shortest: string, channel: SendChannel): TemplateFinding[] {
  const { name, source, charsMax } = field;
  const pointer = `/${name}`;
  if (shortest.length > charsMax)
    return [
      {
        pointer,
        weight: 'mistake',
        detail: `is too long to be sent: ${shortest.length} characters, at most ${charsMax}`,
      },
    ];
  const isBlank = shortest === '' && !/\{[{%]/.test(source);
  return isBlank && neededBy(channel).includes(name)
    ? [{ pointer, weight: 'mistake', detail: 'is empty: no message without it is sent' }]
    : [];
}

function manyUnits(channel: SendChannel, texts: Partial<Record<TemplateField, string>>): TemplateFinding[] {
  const needed = neededBy(channel) as TemplateField[];
  if (needed.some((name) => texts[name] === undefined)) return [];
  const units = unitsOf(channel, texts as Contents[SendChannel]);
  if (units <= 1) return [];
  const detail = `each message has at least ${units} parts, and costs ${units} times the price`;
  return [{ pointer: `/${needed[0]}`, weight: 'warning', detail }];
}

const unitsOf = <C extends SendChannel>(channel: C, content: Contents[C]): number =>
  channels[channel].units(content);

function misspeltTraits({ name, source, mode }: Field, program: Program): TemplateFinding[] {
  return pathsOf(parse(source, mode), mode).flatMap(([root, trait]) => {
    const detail = root === 'profile' && trait !== undefined ? misspeltTrait(program, trait) : undefined;
    return detail === undefined ? [] : [{ pointer: `/${name}`, weight: 'warning', detail }];
  });
}

/** Mail clients offer to unsubscribe by the headers of every e-mail; who reads elsewhere needs the link. */
function noWayOut({ channel }: Template, paths: readonly string[][]): TemplateFinding[] {
  if (channel !== 'email' || paths.some(([root]) => root === 'links')) return [];
  const detail =
    'has no link to unsubscribe, which the law requires in marketing: <a href="{{ links.unsubscribe }}">Unsubscribe</a>';
  return [{ pointer: '/html', weight: 'warning', detail }];
}
