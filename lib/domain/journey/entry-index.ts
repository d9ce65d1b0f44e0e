// Which journeys an event could enter: by its name, then by the first equality that their conditions require.

import { HASHED } from '../condition/operators.ts';
import { type Getter, getter } from '../path.ts';
import { isSealed } from '../sealing/sealed.ts';
import type { CompiledJourney } from './compiled-journey.ts';

/** Journeys entered on one event name. */
export interface EventEntries {
  byValue: { path: string; get: Getter; values: Map<unknown, CompiledJourney[]> }[];
  rest: CompiledJourney[];
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
      index = { path: demand.property, get: getter(demand.property), values: new Map() };
      entries.byValue.push(index);
    }
    const list = index.values.get(demand.eq);
    if (list) list.push(journey);
    else index.values.set(demand.eq, [journey]);
  }
  return entries;
}

/** The journeys that an event with these properties could enter, before their conditions are evaluated. */
export function candidatesAmong(
  { byValue, rest }: EventEntries,
  properties: Parameters<Getter>[0],
): readonly CompiledJourney[] {
  let found: readonly CompiledJourney[] = rest;
  for (const { get, values } of byValue) {
    const more = values.get(keyOf(get(properties))) ?? NONE;
    // Most events match the journeys of one value, or none: then nothing is copied.
    if (more.length) found = found.length ? [...found, ...more] : more;
  }
  return found;
}

/** A sealed value is found by its hash, in the form that publish gives the operand of `eq`. */
const keyOf = (value: unknown): unknown => (isSealed(value) ? HASHED + value.$sealed.h : value);
