// HTML is escaped once: by the output of a value, unless it was escaped before. A value that was is marked, and keeps its
// mark through filters and variables.
import { CycleTag, Drop, EchoTag, type FilterImplOptions, type Liquid, Value } from 'liquidjs';

/**
 * Text whose special characters are entities already. `tags`: what was left unescaped in it is markup of the template,
 * such as that of a {% capture %}, and stays markup.
 */
class Escaped extends Drop {
  readonly text: string;
  readonly tags: boolean;
  constructor(text: string, tags: boolean) {
    super();
    this.text = text;
    this.tags = tags;
  }
  override valueOf(): string {
    return this.text;
  }
  override toString(): string {
    return this.text;
  }
  get size(): number {
    return this.text.length;
  }
}

/** What a template wrote so far: its own markup, and values that it escaped. */
export const asMarkup = (text: string): unknown => new Escaped(text, true);

type Filter = (this: unknown, value: unknown, ...args: unknown[]) => unknown;
const ENTITY = /&(?!(?:[a-z][a-z0-9]*|#\d+|#x[0-9a-f]+);)/gi;
const ESCAPES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };

const isMarked = (value: unknown): boolean =>
  value instanceof Escaped || (Array.isArray(value) && value.some((each) => each instanceof Escaped));
function plain(value: unknown): unknown {
  if (value instanceof Escaped) return value.text;
  return isMarked(value) ? (value as unknown[]).map(plain) : value;
}
const escapeMarks = (text: string): string => text.replace(/[<>"']/g, (mark) => ESCAPES[mark] ?? mark);
const escapeOnce = (text: string): string => escapeMarks(text.replace(ENTITY, '&amp;'));

/** Their result is as safe as what they were given. */
const KEEP_TAGS = new Set(['strip', 'lstrip', 'rstrip', 'strip_newlines', 'default']);
const JOIN = new Set(['append', 'prepend']);

/** Registers every filter of the engine so that it keeps marks, and those that make HTML so that they set them. */
export function escapeValuesOnce(liquid: Liquid): void {
  const originals = Object.entries(liquid.filters);
  const filterOf = (name: string): Filter => functionOf(liquid.filters[name] as FilterImplOptions);
  const escapeAll = filterOf('escape');
  const brs = filterOf('newline_to_br');
  const escaped = (self: unknown, value: unknown): string =>
    value instanceof Escaped
      ? value.tags
        ? value.text
        : escapeOnce(value.text)
      : String(escapeAll.call(self, value));

  for (const [name, impl] of originals) {
    const original = functionOf(impl);
    const raw = typeof impl === 'object' && impl.raw === true;
    const handler: Filter = function (value, ...args) {
      const marked = isMarked(value) || args.some(isMarked);
      if (!marked) return original.call(this, value, ...args);
      if (name === 'default') return value instanceof Escaped && value.text !== '' ? value : args[0];
      if (JOIN.has(name)) {
        const result = original.call(this, escaped(this, value), ...args.map((arg) => escaped(this, arg)));
        return asMarkup(String(result));
      }
      const tags = value instanceof Escaped && value.tags && KEEP_TAGS.has(name) && args.length === 0;
      return mark(original.call(this, plain(value), ...args.map(plain)), tags);
    };
    liquid.registerFilter(name, raw ? { raw, handler } : handler);
  }
  for (const name of ['escape', 'xml_escape', 'escape_once'])
    liquid.registerFilter(name, function (value: unknown) {
      if (value instanceof Escaped) return value;
      const text = String(escapeAll.call(this, value));
      return name === 'escape_once' ? new Escaped(unescapedEntities(text), false) : new Escaped(text, false);
    });
  liquid.registerFilter('newline_to_br', function (value: unknown) {
    return asMarkup(String(brs.call(this, escaped(this, value))));
  });
  liquid.registerFilter('safe', { raw: true, handler: (value: unknown) => value });
  liquid.options.outputEscape = function (value: unknown) {
    return escaped(this, value);
  };
  liquid.registerFilter(OUTPUT, {
    raw: true,
    handler(value: unknown) {
      return escaped(this, value);
    },
  });
  liquid.registerTag('echo', MarkedEcho);
  liquid.registerTag('cycle', MarkedCycle);
}

/** What an output does to its value, as a filter. */
const OUTPUT = 'escape_output';
const RAW = new Set(['raw', 'safe']);

/** `echo` and `cycle` remove the mark before they escape. So they escape by a last filter, while it is there. */
class MarkedEcho extends EchoTag {
  constructor(...[token, rest, liquid]: ConstructorParameters<typeof EchoTag>) {
    super(token, rest, liquid);
    const value: unknown = Reflect.get(this, 'value');
    const [output] = new Value(`'' | ${OUTPUT}`, liquid).filters;
    if (value instanceof Value && output && !value.filters.at(-1)?.raw) value.filters.push(output);
  }
}

class MarkedCycle extends CycleTag {
  constructor(...[token, rest, liquid]: ConstructorParameters<typeof CycleTag>) {
    super(token, rest, liquid);
    for (const { filters } of Reflect.get(this, 'candidates') as { filters: { name: string; args: [] }[] }[])
      if (!RAW.has(filters.at(-1)?.name ?? '')) filters.push({ name: OUTPUT, args: [] });
  }
}

/** An entity that `escape` has escaped stands for itself again. */
const unescapedEntities = (text: string): string =>
  text.replace(/&amp;(?=(?:[a-z][a-z0-9]*|#\d+|#x[0-9a-f]+);)/gi, '&');

function mark(result: unknown, tags: boolean): unknown {
  if (typeof result === 'string') return new Escaped(result, tags);
  return Array.isArray(result) ? result.map((each) => mark(each, tags)) : result;
}

const functionOf = (impl: FilterImplOptions | undefined): Filter =>
  (typeof impl === 'function' ? impl : (impl?.handler ?? ((value: unknown) => value))) as Filter;
