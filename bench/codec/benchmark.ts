// The state codec against lib-dynamodb: processor time for a read and a write, bytes of the item and write units, for
// a profile with forty traits and sixty counters of thirty days. Both sides must read back exactly what was written.
import { isDeepStrictEqual } from 'node:util';
import { mean, median, rounded } from '../numbers.ts';
import { explained } from '../profile.ts';
import { atLeast, atMost, type Figure, type Measured } from '../results.ts';
import { cpuUs, interleaved, ratioOf } from '../rounds.ts';
import { type Commit, commits, PROFILE, type ProfileSize } from './profile.ts';
import {
  bareSide,
  cairnSide,
  documentSide,
  itemBytes,
  type Side,
  type Stored,
  type WireItem,
  writeUnits,
} from './sides.ts';

export interface CodecSettings extends ProfileSize {
  rounds: number;
  /** How often a round reads and writes each of the profile's commits. */
  passes: number;
}

export const SETTINGS: Record<'full' | 'tiny', CodecSettings> = {
  full: { seed: 20_261_122, traits: 40, counters: 60, days: 30, rounds: 9, passes: 4 },
  tiny: { seed: 1, traits: 8, counters: 4, days: 3, rounds: 1, passes: 1 },
};

type Name = 'cairn' | 'document';

export interface Written {
  commit: Commit;
  /** The item before and after, per side. */
  before: Record<Name, WireItem>;
  after: Record<Name, WireItem>;
  /** Present where the tail was full. */
  page?: Record<Name, WireItem>;
}

export async function measureCodec(settings: CodecSettings): Promise<Measured> {
  const written = await writeAll(await commits(settings));
  const { passes, rounds } = settings;
  const bare = bareSide(PROFILE);
  const calls = async () => {
    await bare.read();
    await bare.write();
  };
  const taken = await interleaved(
    {
      cairn: timed(cairnSide(PROFILE), 'cairn', written, passes),
      document: timed(documentSide(PROFILE), 'document', written, passes),
      bare: () => cpuUs(passes * written.length, calls),
    },
    rounds,
  );
  const work = timed(cairnSide(PROFILE), 'cairn', written, 2 * passes);
  return explained(report(settings, written, taken), "Cairn's side", work);
}

/**
 * Every commit through both sides, over the whole client. Throws where a side reads back something other than what
 * was written.
 */
export async function writeAll(made: readonly Commit[]): Promise<Written[]> {
  const sides = { cairn: cairnSide(PROFILE), document: documentSide(PROFILE) };
  const both = async (
    of: (name: Name, side: Side) => Promise<WireItem>,
  ): Promise<Record<Name, WireItem>> => ({
    cairn: await of('cairn', sides.cairn),
    document: await of('document', sides.document),
  });
  const written: Written[] = [];
  for (const commit of made) {
    const { stored, next } = commit;
    const page = commit.page
      ? await both(async (_, side) => {
          await side.writePage(stored.version, stored.tail);
          return side.written();
        })
      : undefined;
    const before = await both((name, side) => roundTrip(name, side, stored));
    const after = await both((name, side) => roundTrip(name, side, next));
    written.push({ commit, before, after, ...(page && { page }) });
  }
  return written;
}

async function roundTrip(name: Name, side: Side, { state, tail }: Stored): Promise<WireItem> {
  await side.write(1, { state, tail });
  const wire = side.written();
  side.holds(wire);
  const read = await side.read();
  const same = isDeepStrictEqual(plain([read.state, read.tail]), plain([state, tail]));
  if (!same) throw new Error(`${name} reads back something else than was written`);
  return wire;
}

/** Drops keys that are undefined. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Microseconds of processor time for one read and one write. */
function timed(side: Side, name: Name, written: readonly Written[], passes: number): () => Promise<number> {
  return async () => {
    const work = async () => {
      for (const { commit, before } of written) {
        side.holds(before[name]);
        await side.read();
        await side.write(commit.stored.version, commit.next);
      }
    };
    return (await cpuUs(passes, work)) / written.length;
  };
}

type Taken = Record<Name | 'bare', number[]>;

function report(settings: CodecSettings, written: readonly Written[], taken: Taken): Measured {
  // The cost of the same calls without content belongs to no codec.
  const own = (name: Name) => taken[name].map((us, i) => us - (taken.bare[i] ?? 0));
  const ratio = ratioOf(own('document'), own('cairn'));
  const clientRatio = ratioOf(taken.document, taken.cairn);
  const sizes = sizesOf(written);
  const figures: Figure[] = [
    { name: 'codec.cairn', value: rounded(median(own('cairn'))), unit: 'us' },
    { name: 'codec.document', value: rounded(median(own('document'))), unit: 'us' },
    { name: 'codec.ratio', value: ratio, unit: 'x' },
    { name: 'codec.client.ratio', value: clientRatio, unit: 'x' },
    { name: 'codec.bytes.emptyTail', value: sizes.cairn.empty, unit: 'bytes' },
    { name: 'codec.bytes.fullTail', value: sizes.cairn.full, unit: 'bytes' },
    { name: 'codec.units.fullTail', value: writeUnits(sizes.cairn.full), unit: 'write units' },
    { name: 'codec.units.mean', value: sizes.cairn.mean, unit: 'write units per event, pages included' },
  ];
  const row = (shown: string, name: Name, size: SizesOf) => [
    shown,
    rounded(median(own(name))),
    rounded(median(taken[name])),
    size.empty,
    writeUnits(size.empty),
    size.full,
    writeUnits(size.full),
    size.mean,
  ];
  return {
    settings: { ...settings, commits: written.length, json: sizes.json },
    figures,
    targets: [
      atLeast("lib-dynamodb's processor time for a read and a write, over the codec's", ratio, 10, 'x'),
      atMost('write units with a full tail', writeUnits(sizes.cairn.full), 3, 'units'),
    ],
    tables: [
      {
        title: `A read and a write of ${settings.traits} traits and ${settings.counters} counters of ${settings.days} days; as JSON ${sizes.json} bytes`,
        columns: [
          'side',
          'us of processor',
          'us with the two calls',
          'bytes, empty tail',
          'write units',
          'bytes, full tail',
          'write units ',
          'write units an event, pages included',
        ],
        rows: [
          row('Cairn', 'cairn', sizes.cairn),
          row('lib-dynamodb', 'document', sizes.document),
          ['x', ratio, clientRatio, '', '', '', '', rounded(sizes.document.mean / sizes.cairn.mean)],
        ],
      },
    ],
    notMeasured: NOT_MEASURED,
  };
}

interface SizesOf {
  empty: number;
  full: number;
  mean: number;
}

/** The tail is empty after a page (one event is in it) and full just before the next. A page is an item of its own. */
function sizesOf(written: readonly Written[]): Record<Name, SizesOf> & { json: number } {
  const of = (name: Name): SizesOf => {
    const bytes = written.map(({ after }) => itemBytes(after[name]));
    const units = written.map(
      ({ page, after }) =>
        writeUnits(itemBytes(after[name])) + (page ? writeUnits(itemBytes(page[name])) : 0),
    );
    return { empty: Math.min(...bytes), full: Math.max(...bytes), mean: rounded(mean(units)) };
  };
  const last = written.at(-1)?.commit.next;
  return {
    cairn: of('cairn'),
    document: of('document'),
    json: JSON.stringify([last?.state, last?.tail]).length,
  };
}

const NOT_MEASURED = [
  'the network and the database',
  'codecs that one writes by hand over lib-dynamodb, such as a gzipped JSON in a binary',
  'the wake index: a write that changes the time of the next wake-up costs two units more, on either side',
];
