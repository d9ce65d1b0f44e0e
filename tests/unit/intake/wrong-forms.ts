// Wrong forms of a message: of one value in it, or of the name under which the value stands.
import { expect } from 'vitest';

export type Message = Record<string, unknown>;
type Path = readonly string[];

// Wrong forms of a value.
/** Written as 1e400, which JSON.stringify cannot. */
export const HUGE = '@@1e400';
const upper = (value: unknown) => (typeof value === 'string' ? value.toUpperCase() : value);
const values: Record<string, (right: unknown, name: string) => unknown> = {
  null: () => null,
  'left out': () => undefined,
  'an empty text': () => '',
  'a blank': () => ' ',
  'a list of it': (right) => [right],
  'an empty list': () => [],
  'an object around it': (right, name) => ({ [name]: right }),
  'an empty object': () => ({}),
  'its JSON as a text': (right) => JSON.stringify(right),
  true: () => true,
  'minus one': () => -1,
  'a number beyond all': () => HUGE,
  'a fraction': () => 0.1,
  'the word undefined': () => 'undefined',
  'the word NaN': () => 'NaN',
  'a printed object': () => '[object Object]',
  'a date': () => '2026-11-20',
  'half a surrogate pair': () => '\ud800',
  'a very long text': () => 'x'.repeat(5_000),
  'a byte order mark before it': (right) => (typeof right === 'string' ? `\ufeff${right}` : right),
  'an invisible character after it': (right) => (typeof right === 'string' ? `${right}\u200b` : right),
  capitals: upper,
};

// Wrong forms of a name, under which the right value stands.
const names: Record<string, (name: string) => string> = {
  'in capitals': (name) => name.toUpperCase(),
  'with a capital': (name) => name.charAt(0).toUpperCase() + name.slice(1),
  'in snake case': (name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  'in camel case': (name) => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
  'with an invisible character': (name) => `${name}\u200b`,
};

const at = (value: unknown, path: Path): unknown =>
  path.reduce((inner: unknown, key) => (inner as Message | undefined)?.[key], value);

/** The message with `change` applied to the object that holds the last name of the path. */
function changed(message: Message, path: Path, change: (holder: Message, name: string) => void): Message {
  const copy = structuredClone(message);
  change(at(copy, path.slice(0, -1)) as Message, path.at(-1) ?? '');
  return copy;
}

export function* wrongForms(message: Message, path: Path): Generator<[string, Message]> {
  const where = path.join('.');
  for (const [form, wrong] of Object.entries(values))
    yield [
      `${where} is ${form}`,
      changed(message, path, (holder, name) => (holder[name] = wrong(holder[name], name))),
    ];
  for (const [form, rename] of Object.entries(names))
    yield [
      `${where} is named ${form}`,
      changed(message, path, (holder, name) => {
        const { [name]: value } = holder;
        delete holder[name];
        holder[rename(name)] = value;
      }),
    ];
}

/** A pointer leads to something that is there, or to a name that is missing there. */
export function expectLeads(message: unknown, pointer: string): void {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  let inner = message;
  for (const key of keys) {
    expect([pointer, typeof inner]).toEqual([pointer, 'object']);
    inner = (inner as Message)[key] ?? {};
  }
}
