// Liquid with limits: a template may be wrong or hostile, and must not take down a sender. liquidjs itself limits
// parsing, steps and filters. It does not limit what {% capture %} doubles or the length of the output (168 MB within
// its own limits), so both go through a capped emitter here. Nothing reads a file, the clock or random numbers.
import {
  CaptureTag,
  Context,
  type Emitter,
  type FilterImplOptions,
  filters,
  Liquid,
  LiquidError,
  type Template as LiquidTemplate,
  toValue,
  toValueSync,
} from 'liquidjs';
import { isZone } from '../time/zone.ts';
import { asMarkup, escapeValuesOnce } from './html-safe.ts';
import { templateDate } from './template-dates.ts';

const SOURCE_CHARS_MAX = 200_000;
const MEMORY_MAX = 4_000_000;
const RENDER_MS_MAX = 500;
const STEPS_MAX = 100_000;
const CAPTURE_CHARS_MAX = 100_000;

/** The template is at fault, not the infrastructure: the same input fails again. */
export class TemplateError extends Error {
  override name = 'TemplateError';
}

export type Source = readonly LiquidTemplate[];

/** Scope of one render, and the values that replace the clock. */
export interface RenderContext {
  scope: object;
  /** Dates without a zone of their own are written in this one. */
  zone: string;
  /** The meaning of `'now' | date`, in ms. */
  now: number;
}

class CappedEmitter implements Emitter {
  buffer = '';
  readonly #max: number;
  constructor(max: number) {
    this.#max = max;
  }
  write(html: unknown): void {
    if (html === null || html === undefined) return;
    const text = typeof html === 'object' ? JSON.stringify(html) : String(html);
    if (this.buffer.length + text.length > this.#max)
      throw new TemplateError(`writes more than ${this.#max} characters`);
    this.buffer += text;
  }
}

class CappedCapture extends CaptureTag {
  override *render(ctx: Context): Generator<unknown, void, string> {
    const text = yield this.liquid.renderer.renderTemplates(
      this.templates,
      ctx,
      new CappedEmitter(CAPTURE_CHARS_MAX),
    );
    ctx.memoryLimit.use(text.length);
    ctx.bottom()[this.variable] = this.liquid.options.outputEscape ? asMarkup(text) : text;
  }
}

const DATE_FILTERS = [
  'date',
  'date_to_xmlschema',
  'date_to_rfc822',
  'date_to_string',
  'date_to_long_string',
] as const;

function makeEngine(escaping: boolean): Liquid {
  const liquid = new Liquid({
    parseLimit: SOURCE_CHARS_MAX,
    memoryLimit: MEMORY_MAX,
    renderLimit: RENDER_MS_MAX,
    strictFilters: true,
    strictVariables: false,
    ownPropertyOnly: true,
    dynamicPartials: false,
    relativeReference: false,
    // An empty map instead of a file system: {% include %} and {% layout %} find nothing.
    templates: {},
    locale: 'en-US',
    ...(escaping ? { outputEscape: 'escape' as const } : {}),
  });
  liquid.registerTag('capture', CappedCapture);
  for (const tag of ['include', 'render', 'layout', 'block']) delete liquid.tags[tag];
  for (const dice of ['sample', 'shuffle']) liquid.unregisterFilter(dice);
  for (const name of DATE_FILTERS) registerDateFilter(liquid, name);
  if (escaping) escapeValuesOnce(liquid);
  return liquid;
}

/** A date without a zone is written as it was given, any other in the zone that the filter names, or else the person's. */
function registerDateFilter(liquid: Liquid, name: (typeof DATE_FILTERS)[number]): void {
  const original = filters[name] as FilterImplOptions;
  if (typeof original !== 'function') return;
  liquid.registerFilter(name, function (value: unknown, ...args: unknown[]) {
    if (value === 'now' || value === 'today')
      return original.call(this, Number(this.context.getRegister('now', 0)) / 1000, ...args);
    const named = name === 'date' ? args[1] : undefined;
    const date = templateDate(
      toValue(value),
      zoneOf(named) ?? zoneOf(this.context.opts.timezoneOffset) ?? 'UTC',
    );
    if (!date) return original.call(this, value, ...args);
    if (name !== 'date') return original.call(this, date.seconds, ...args);
    return original.call(this, date.seconds, args[0], date.zone);
  });
}

const zoneOf = (value: unknown): string | number | undefined => {
  const zone = toValue(value);
  return typeof zone === 'number' || (typeof zone === 'string' && isZone(zone)) ? zone : undefined;
};

/** `html` escapes every value once that is not `| raw`; `text` escapes none. */
const engines = { html: makeEngine(true), text: makeEngine(false) };
export type Mode = keyof typeof engines;

/** Throws TemplateError where the source is not Liquid. */
export function parse(source: string, mode: Mode): Source {
  try {
    return engines[mode].parse(source);
  } catch (error) {
    throw asTemplateError(error);
  }
}

/** The paths that the source reads, such as `['profile', 'firstName']`; a part that is computed ends a path. */
export function pathsOf(source: Source, mode: Mode): string[][] {
  return engines[mode].globalVariableSegmentsSync([...source]).map((segments) => {
    const computed = segments.findIndex((segment) => typeof segment === 'object');
    return segments.slice(0, computed === -1 ? undefined : computed).map(String);
  });
}

export function run(source: Source, mode: Mode, charsMax: number, context: RenderContext): string {
  const liquid = engines[mode];
  const ctx = new Context(
    context.scope,
    { ...liquid.options, timezoneOffset: context.zone },
    { sync: true, templateLimit: STEPS_MAX },
    { liquid },
  );
  ctx.setRegister('now', context.now);
  try {
    const out: unknown = toValueSync(
      liquid.renderer.renderTemplates([...source], ctx, new CappedEmitter(charsMax)),
    );
    return String(out);
  } catch (error) {
    throw asTemplateError(error);
  }
}

/** Only the first line, and no value from a render error: a message may end up in a log (I9). */
function asTemplateError(error: unknown): TemplateError {
  if (error instanceof TemplateError) return error;
  if (LiquidError.is(error) && error.originalError instanceof TemplateError) return error.originalError;
  const text = error instanceof Error ? error.message : 'cannot be rendered';
  return new TemplateError(text.split('\n', 1)[0] ?? text);
}
