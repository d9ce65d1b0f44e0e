// The contract of every kind of entry, tested with its samples in tests/support/entries.
import { describe, expect, test } from 'vitest';
import { entryModule } from '../../../lib/domain/journey/entries/entries.ts';
import { compileProgram } from '../../../lib/domain/program/compile.ts';
import { Entry, type EntryKind, entrySchemas } from '../../../schemas/entries/entries.ts';
import { entrySamples } from '../../support/entries/entries.ts';
import { expectConditionsToBeKnown, expectSamplesToFill, findingsOf, journeyAt } from './kinds.ts';
import { event, Person, programOf, T0, waiting } from './person.ts';

const kinds = Object.entries(entrySamples) as [EntryKind, readonly Entry[]][];
const samples = kinds.flatMap(([kind, entries]) =>
  entries.map((entry, i) => [`${kind} ${i + 1}`, entry] as const),
);

describe.each(kinds)('the kind %s', (kind, entries) => {
  test('has a sample for every condition of its schema', () => {
    expectSamplesToFill(entrySchemas[kind], entries);
  });

  test('is known by its own key alone', () => {
    for (const entry of entries) {
      expect(Entry.parse(entry)).toEqual(entry);
      expect(Object.keys(entrySchemas).filter((key) => Object.hasOwn(entry, key))).toEqual([kind]);
    }
  });
});

describe.each(samples)('a journey entered by %s', (_, entry) => {
  const journey = journeyAt({ wait: 'PT1H' }, entry);

  test('has no findings, and its conditions are checked, hashed and counted for', async () => {
    expect(findingsOf(journey)).toEqual([]);
    await expectConditionsToBeKnown(journey);
  });

  test('has its rule in words, and the reason why nothing was decided', () => {
    const module = entryModule(entry);
    expect(module?.rule(entry, () => 'it is so')).toMatch(/^Entered /);
    for (const happened of [true, false]) expect(module?.silence(entry, () => happened)).toMatch(/\w\.$/);
  });
});

test('nobody enters by a kind of entry from a later release, and profiles inside continue', () => {
  const known = programOf({ j: { enter: { on: 'Start' }, inside: 'move', ...waiting('PT1H') } });
  const { j } = known.journeys;
  const later = { ...known, journeys: { j: { ...j, enter: { draw: 'lots', maxAge: 'PT24H' } } } };
  const person = new Person(known);
  person.take(T0, event('Start', T0));
  person.publish(later as unknown as typeof known);
  person.wait(T0 + 3_600_000);
  expect(person.recorded('j')).toEqual(['entered', 'waits', 'finished']);
  expect(compileProgram(later as unknown as typeof known, 1).candidates('Start', {})).toEqual([]);
});
