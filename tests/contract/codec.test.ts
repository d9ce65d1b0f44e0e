import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeState,
  decodeTail,
  encodeState,
  encodeTail,
  packHashes,
  unpackHashes,
} from '../../lib/adapters/dynamodb/codec.ts';
import { DICTIONARIES } from '../../lib/adapters/dynamodb/dictionary.ts';
import { newProfile } from '../../lib/domain/profile/state.ts';
import { eventEntry, newId, T0 } from './samples.ts';

const id = newId();

describe('the codec of bodies', () => {
  test('any counters come back as they went in', () => {
    const bucket = fc.oneof(fc.nat(500_000), fc.integer({ min: 20_400, max: 20_440 })).map(String);
    const odd = fc.constantFrom('01', '-1', '1.5', '2.5', 'x', '1e3', '1e21', 'Infinity', 'NaN', '');
    const counter = fc.record(
      {
        ring: fc.array(fc.oneof(fc.tuple(fc.nat()), fc.tuple(fc.nat(), fc.string())), { maxLength: 32 }),
        buckets: fc.dictionary(
          fc.oneof({ weight: 20, arbitrary: bucket }, { weight: 1, arbitrary: odd }),
          fc.nat(3),
          { maxKeys: 40 },
        ),
        total: fc.nat(),
        last: fc.nat(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), counter), (counters) => {
        const state = { ...newProfile(id), counters: JSON.parse(JSON.stringify(counters)) };
        expect(decodeState(id, encodeState(state))).toEqual(state);
      }),
    );
  });

  test('any traits come back as they went in', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
        const traits = JSON.parse(JSON.stringify(record));
        expect(decodeState(id, encodeState({ ...newProfile(id), traits })).traits).toEqual(traits);
      }),
    );
  });

  test('40 traits and 60 counters of 30 days stay under 2 KB: two write units a commit', () => {
    const state = newProfile(id);
    for (let i = 0; i < 40; i += 1)
      state.traits[`trait ${i}`] = i % 3 ? `value ${(i * 7919) % 1000}` : i * 31;
    for (let c = 0; c < 60; c += 1) {
      const buckets: Record<string, number> = {};
      for (let day = 0; day < 30; day += 1)
        if ((c * 13 + day * 7) % 5 < 2) buckets[20_400 + day] = 1 + ((c * 31 + day) % 4);
      state.counters[((c * 2654435761) >>> 0).toString(36)] = { buckets, last: T0 + c * 1000 };
    }
    expect(encodeState(state).length).toBeLessThan(2048);
  });

  test('a state is not taken for another profile’s, and an unknown format is refused', () => {
    const bytes = encodeState(newProfile(id));
    expect(() => decodeState(newId(), bytes)).toThrow(/another/);
    expect(() => decodeState(id, Buffer.concat([Buffer.of(77), bytes.subarray(1)]))).toThrow(/format 77/);
  });

  test('the same entries give the same bytes, so every writer of a page writes the same page', () => {
    const entries = [eventEntry(1), eventEntry(2)];
    expect(encodeTail(structuredClone(entries))).toEqual(encodeTail(entries));
    expect(decodeTail(encodeTail(entries))).toEqual(entries);
  });

  test('hashes come back in their order', () => {
    const hash = fc
      .uint8Array({ minLength: 6, maxLength: 6 })
      .map((bytes) => Buffer.from(bytes).toString('base64url'));
    fc.assert(
      fc.property(fc.array(hash), (hashes) => void expect(unpackHashes(packHashes(hashes))).toEqual(hashes)),
    );
  });

  test('a deployed dictionary never changes: what it wrote could not be read again', () => {
    const digest = createHash('sha256')
      .update(DICTIONARIES.get(1) ?? '')
      .digest('hex');
    expect(digest).toMatchInlineSnapshot(
      `"e4c600fd22867f33f19314ddb22a2dcc8609ecde15821140e386d81a36bf0d44"`,
    );
  });
});
