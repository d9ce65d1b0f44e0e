// The events that a program names, so that the door reads another spelling as the same event: a shop that posts
// `order_completed` ends the journeys that wait for "Order Completed", as it is booked as an order.
import { callKinds } from '../../../schemas/names.ts';
import type { Program } from '../../../schemas/program.ts';
import { spelled } from '../spelling.ts';

/** Names under which a program's events are posted: each name itself, and spellings that are no other's. */
export type EventNames = ReadonlyMap<string, string>;

/** They are stored beside the pointer to the program; a program with more is read as it is spelled. */
const NAMES_MAX = 500;

export function namedEvents({ events, journeys, segments }: Program): string[] {
  const names = new Set([...Object.keys(events), ...mentions([journeys, segments])]);
  for (const kind of callKinds) names.delete(kind);
  return names.size > NAMES_MAX ? [] : [...names].sort();
}

/** What stands after `on` and `did`, at any depth. */
function* mentions(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value))
    if ((key === 'on' || key === 'did') && typeof inner === 'string') yield inner;
    else yield* mentions(inner);
}

export function eventNames(events: readonly string[]): EventNames {
  const bySpelling = Map.groupBy(
    events.flatMap((name) => [...new Set([spelled(name), turned(name)])].map((as) => ({ name, as }))),
    ({ as }) => as,
  );
  const names = new Map<string, string>();
  for (const [as, [only, ...others]] of bySpelling)
    if (only && as !== '' && others.length === 0) names.set(as, only.name);
  for (const name of events) names.set(name, name);
  return names;
}

/** The older word order of Segment's e-commerce events: `Viewed Product`. */
function turned(name: string): string {
  const words = name.trim().split(/[\s_-]+/);
  return words.length === 2 ? spelled(words.toReversed().join('')) : spelled(name);
}

/** The program's name of a posted event, or the posted one. */
export const eventNamed = (posted: string, names: EventNames | undefined): string =>
  names?.get(posted) ?? names?.get(spelled(posted)) ?? posted;
