// Which journeys an event could enter: by its name, then by the first equality that their conditions require.

import { HASHED } from '../condition/operators.ts';
import { type Getter, getter, typedIn } from '../path.ts';
import { isSealed } from '../sealing/sealed.ts';
import type { CompiledJourney } from './compiled-journey.ts';

/** Journeys entered on one event name. */
export interface EventEntries {
  byValue: ByValue[];
  rest: CompiledJourney[];
}

/** Journeys by the value that an event needs at one path. */
interface ByValue {
  path: string;
  get: Getter;
  values: Map<unknown, CompiledJourney[]>;
  /** Those that ask for a text, by the number or boolean that it writes: such a value equals it too. */
  written: Map<unknown, CompiledJourney[]>;
  /** Whether any asks for a number or a boolean, which a text may write. */
  typed: boolean;
}

const NONE: readonly CompiledJourney[] = [];

export function indexEntries(journeys: readonly CompiledJourney[]): EventEntries {
  const entries: EventEntries = { byValue: [], rest: [] };
  for (const journey of journeys) {
    const { demand } = journey;
    if (!demand) {
      entries.rest.push(journey);
      continue;
    }
    let index = entries.byValue.find(({ path }) => path === demand.property);
    if (!index) {
      const { property: path } = demand;
      index = { path, get: getter(path), values: new Map(), written: new Map(), typed: false };
      entries.byValue.push(index);
    }
    put(index.values, demand.eq, journey);
    const written = typeof demand.eq === 'string' ? typedIn(demand.eq) : undefined;
    if (written !== undefined) put(index.written, written, journey);
    index.typed ||= typeof demand.eq === 'number' || typeof demand.eq === 'boolean';
  }
  return entries;
}

function put(lists: Map<unknown, CompiledJourney[]>, value: unknown, journey: CompiledJourney): void {
  const list = lists.get(value);
  if (list) list.push(journey);
  else lists.set(value, [journey]);
}

/** The journeys that an event with these properties could enter, before their conditions are evaluated. */
export function candidatesAmong(
  { byValue, rest }: EventEntries,
  properties: Parameters<Getter>[0],
): readonly CompiledJourney[] {
  let found: readonly CompiledJourney[] = rest;
  for (const index of byValue) {
    const value = index.get(properties);
    found = joined(found, index.values.get(keyOf(value)) ?? NONE);
    found = joined(found, inOtherType(index, value));
  }
  return found;
}

/** Most events match the journeys of one value, or none: then nothing is copied. */
const joined = (found: readonly CompiledJourney[], more: readonly CompiledJourney[]) =>
  more.length ? (found.length ? [...found, ...more] : more) : found;

/** A number or boolean equals the text that writes it, as in `eq`. */
function inOtherType({ values, written, typed }: ByValue, value: unknown): readonly CompiledJourney[] {
  if (typeof value !== 'string') return written.size ? (written.get(value) ?? NONE) : NONE;
  const meant = typed ? typedIn(value) : undefined;
  return meant === undefined ? NONE : (values.get(meant) ?? NONE);
}

/** A sealed value is found by its hash, in the form that publish gives the operand of `eq`. */
const keyOf = (value: unknown): unknown => (isSealed(value) ? HASHED + value.$sealed.h : value);
