import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodePage, decodeProfile, encodePage, encodeProfile } from '../../lib/adapters/dynamodb/codec.ts';
import { DICTIONARIES } from '../../lib/adapters/dynamodb/dictionary.ts';
import { unpackFrames } from '../../lib/adapters/dynamodb/frames.ts';
import type { HistoryEntry } from '../../lib/domain/profile/history.ts';
import { newProfile, type ProfileState } from '../../lib/domain/profile/state.ts';
import { eventEntry, newId, T0 } from './samples.ts';
import stored from './stored/profile-0.1.json' with { type: 'json' };

const id = newId();
const again = (state: ProfileState, tail: HistoryEntry[] = []) =>
  decodeProfile(state.id, encodeProfile(state, tail));
const base64url = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'AZaz09-_'), minLength: length, maxLength: length });

describe('the codec of bodies', () => {
  test('any counters are read back as written', () => {
    const counter = fc.record(
      {
        ring: fc.array(
          fc.oneof(fc.tuple(fc.nat()), fc.tuple(fc.nat(), fc.string()), fc.tuple(fc.nat(), base64url(6))),
          { maxLength: 32 },
        ),
        buckets: fc.oneof(
          fc.array(fc.nat()),
          ...[2, 4, 8, 64].map((counts) =>
            fc.tuple(fc.nat(), fc.array(fc.nat(counts))).map(([first, list]) => [first, ...list]),
          ),
        ),
        total: fc.nat(),
        last: fc.nat(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), counter), (counters) => {
        const state = { ...newProfile(id), counters: JSON.parse(JSON.stringify(counters)) };
        expect(again(state).state).toEqual(state);
      }),
    );
  });

  test('any traits are read back as written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
        const traits = JSON.parse(JSON.stringify(record));
        expect(again({ ...newProfile(id), traits }).state.traits).toEqual(traits);
      }),
    );
  });

  test('rings of ids, sealed values and texts that look like them are read back as written', () => {
    const sealed = fc.record({
      $sealed: fc.record({
        k: fc.oneof(base64url(12), fc.constantFrom('key1', 'key2', '')),
        c: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64')),
        h: fc.oneof(base64url(22), fc.string()),
      }),
      m: fc.string(),
    });
    const odd = fc.constantFrom<unknown>(
      '"$sealed":#0',
      { $sealed: '#0' },
      { $sealed: 0 },
      '"$sealed":{"k":"a"',
    );
    const traits = fc.dictionary(fc.string(), fc.oneof(sealed, odd, fc.tuple(sealed, sealed)));
    const hashes = fc.array(base64url(8), { maxLength: 16 });
    fc.assert(
      fc.property(traits, fc.array(hashes), fc.array(base64url(8)), (record, blocks, others) => {
        const state = { ...newProfile(id), traits: JSON.parse(JSON.stringify(record)) };
        state.seen = { blocks: blocks.map((block, i) => [block.join(''), i]), evicted: 7, ahead: 0 };
        state.out.ids = [...blocks.flat(), ...others];
        state.counters = { ring: { ring: [[5, 'abcdef'], [9]] } };
        const tail = [{ ...eventEntry(1), why: state.traits } as HistoryEntry];
        expect(again(state, tail)).toEqual({ state, tail });
      }),
    );
  });

  test('any order of times in a history is read back as written', () => {
    const entry = fc.oneof(
      fc
        .tuple(fc.nat(), fc.nat(), fc.nat(), fc.option(fc.nat()), fc.nat(2500))
        .map(([t, acceptedAt, occurredAt, clientAt, index]) => {
          const entry = eventEntry(t % 5);
          if (entry.type !== 'event') throw new TypeError('an event');
          return { ...entry, t, event: { ...entry.event, acceptedAt, occurredAt, clientAt, index } };
        }),
      fc.record({
        t: fc.nat(),
        type: fc.constant('journey'),
        journey: fc.string(),
        entry: fc.nat(3),
        what: fc.constant('waits'),
        until: fc.nat(),
        event: fc.constantFrom('event-1', 'event-2'),
      }),
      fc.record({
        t: fc.nat(),
        type: fc.constant('receipt'),
        sendId: fc.string(),
        event: fc.constant('opened'),
      }),
    );
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        expect(decodePage(encodePage(entries as HistoryEntry[]))).toEqual(entries);
      }),
    );
  });

  test('40 traits and 60 counters of 30 days stay under 2 KB: two write units per commit', () => {
    const state = newProfile(id);
    for (let i = 0; i < 40; i += 1)
      state.traits[`trait ${i}`] = i % 3 ? `value ${(i * 7919) % 1000}` : i * 31;
    for (let c = 0; c < 60; c += 1) {
      const buckets = [20_400];
      for (let day = 0; day < 30; day += 1)
        buckets.push((c * 13 + day * 7) % 5 < 2 ? 1 + ((c * 31 + day) % 4) : 0);
      state.counters[((c * 2654435761) >>> 0).toString(36)] = { buckets, last: T0 + c * 1000 };
    }
    expect(encodeProfile(state, []).body.length).toBeLessThan(2048);
  });

  test('a body written by an earlier release is read, and written again as the same text', () => {
    const frames = { body: Buffer.from(stored.body, 'base64'), tail: encodeProfile(newProfile(id), []).tail };
    const { state } = decodeProfile(stored.state.id, frames);
    expect(state).toEqual({ ...newProfile(state.id), ...stored.state });
    const { values, characters } = unpackFrames([
      encodeProfile(stored.state as unknown as ProfileState, []).body,
    ]);
    const before = unpackFrames([frames.body]);
    expect(JSON.stringify(values)).toBe(JSON.stringify(before.values));
    expect(characters).toBe(before.characters);
  });

  test('a state cannot be read as another profile’s, and an unknown format is refused', () => {
    const stored = encodeProfile(newProfile(id), []);
    expect(() => decodeProfile(newId(), stored)).toThrow(/another/);
    const body = Buffer.concat([Buffer.of(77), stored.body.subarray(1)]);
    expect(() => decodeProfile(id, { ...stored, body })).toThrow(/format 77/);
  });

  test('the same entries give the same bytes, so every writer of a page writes the same page', () => {
    const entries = [eventEntry(1), eventEntry(2)];
    expect(encodePage(structuredClone(entries))).toEqual(encodePage(entries));
    expect(decodePage(encodePage(entries))).toEqual(entries);
  });

  test('a deployed dictionary never changes: what it wrote could not be read again', () => {
    const digest = createHash('sha256')
      .update(DICTIONARIES.get(1) ?? '')
      .digest('hex');
    expect(digest).toMatchInlineSnapshot(
      `"e65028b64ca28316414bc73b78ad0ef379793752d3946f6dadfe0dfa548fa609"`,
    );
  });
});
