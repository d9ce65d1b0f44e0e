// From a stored program to something that decides, against both engines: until it is ready, and until every journey
// was decided once, because work that is postponed to the first use is not saved. First in a fresh process each, as
// in a function; then repeatedly in one process, where all code is warm. All sides must decide alike.
import { makeWorkload, type Workload } from '../decisions/workload.ts';
import { median, rounded } from '../numbers.ts';
import { explained } from '../profile.ts';
import { atLeast, type Figure, type Measured, type Table, type Target } from '../results.ts';
import { interleaved, ratioOf, type Side } from '../rounds.ts';
import { buildFresh } from './fresh.ts';
import { type BuildSide, SHOWN, type SideName, sidesOf } from './sides.ts';

export interface BuildSettings {
  seed: number;
  journeys: number[];
  eventNames: number;
  rounds: number;
  /** Fresh processes per side and size. */
  processes: number;
}

export const SETTINGS: Record<'full' | 'tiny', BuildSettings> = {
  full: { seed: 20_261_122, journeys: [10, 1000, 10_000], eventNames: 40, rounds: 9, processes: 5 },
  tiny: { seed: 1, journeys: [30], eventNames: 3, rounds: 1, processes: 1 },
};

const CHECKED = 100;
const LIMIT = 5;
/** A small program is built often enough that a round can be timed. */
const JOURNEYS_A_ROUND = 500;

export async function measureBuild(settings: BuildSettings): Promise<Measured> {
  const sizes = [];
  for (const journeys of settings.journeys) sizes.push(await measureSize(settings, journeys));
  const { seed, eventNames, rounds, processes } = settings;
  const measured: Measured = {
    settings: { seed, eventNames, rounds, processes },
    figures: sizes.flatMap(({ figures }) => figures),
    targets: sizes.flatMap(({ targets }) => targets),
    tables: sizes.flatMap(({ tables }) => tables),
    notMeasured: NOT_MEASURED,
  };
  const journeys = Math.max(...settings.journeys);
  const { cairn } = sidesOf(makeWorkload({ seed, journeys, eventNames, events: 1 }));
  return explained(measured, "Cairn's build of the largest program", () => cairn.build());
}

/** Throws where two of the built sides decide differently. */
export async function checkAlike(workload: Workload, sides: Record<SideName, BuildSide>): Promise<number> {
  const built = await Promise.all(
    Object.entries(sides).map(async ([name, side]) => ({ name, decide: await side.build() })),
  );
  let entered = 0;
  for (const occurrence of workload.occurrences) {
    const answers = await Promise.all(
      built.map(async ({ name, decide }) => ({ name, ids: (await decide(occurrence)).sort().join() })),
    );
    if (new Set(answers.map(({ ids }) => ids)).size > 1)
      throw new Error(
        `${occurrence.event.id}: ${answers.map(({ name, ids }) => `${name} enters ${ids}`).join('; ')}`,
      );
    if (answers[0]?.ids) entered += 1;
  }
  if (entered === 0) throw new Error('nothing is entered: there is nothing to compare');
  return entered;
}

async function measureSize({ seed, eventNames, rounds, processes }: BuildSettings, journeys: number) {
  const names = Math.min(eventNames, Math.ceil(journeys / 5));
  const workload = makeWorkload({ seed, journeys, eventNames: names, events: CHECKED });
  const sides = sidesOf(workload);
  await checkAlike(workload, sides);
  const times = Math.max(1, Math.round(JOURNEYS_A_ROUND / journeys));
  const all = Object.keys(sides) as SideName[];
  const fresh: Taken = { ready: listOf(all), used: listOf(all) };
  for (let round = 0; round < processes; round += 1)
    for (const name of all) {
      const { ready, used } = buildFresh(name, journeys, seed, names);
      fresh.ready[name].push(ready);
      fresh.used[name].push(used);
    }
  const warmOf = (uses: boolean) =>
    interleaved(
      ofEach(all, (name) => timed(sides[name], times, uses)),
      rounds,
    );
  const warm: Taken = { ready: await warmOf(false), used: await warmOf(true) };
  const [first, again] = [
    report(journeys, 'fresh', sides, fresh),
    report(journeys, 'warm', sides, warm),
  ] as const;
  return {
    tables: [first.table, again.table],
    figures: [...first.figures, ...again.figures],
    targets: [...first.targets, ...again.targets],
  };
}

/** The time of each side in each round. */
type Taken = Record<'ready' | 'used', Record<SideName, number[]>>;

const listOf = (names: readonly SideName[]): Record<SideName, number[]> =>
  Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<SideName, number[]>;

const ofEach = (names: readonly SideName[], of: (name: SideName) => Side): Record<SideName, Side> =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<SideName, Side>;

/**
 * Milliseconds of processor time. Earlier builds are collected outside the clock, as far as the garbage collector can
 * be forced.
 */
function timed(side: BuildSide, times: number, uses: boolean): Side {
  return async () => {
    globalThis.gc?.();
    const before = process.cpuUsage();
    for (let i = 0; i < times; i += 1) {
      const decide = await side.build();
      if (uses) for (const occurrence of side.first) await decide(occurrence);
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / times;
  };
}

const HOW = { fresh: 'in a fresh process', warm: 'again and again in one process' };

function report(
  journeys: number,
  how: keyof typeof HOW,
  sides: Record<SideName, BuildSide>,
  { ready, used }: Taken,
) {
  const names = Object.keys(sides) as SideName[];
  const over = (taken: Record<SideName, number[]>, peer: SideName) => ratioOf(taken[peer], taken.cairn);
  const count = journeys.toLocaleString('en-US');
  const table: Table = {
    title: `${count} journeys, ${HOW[how]}: ms of processor time from the stored text`,
    columns: ['side', 'KB stored', 'ready', "x Cairn's", 'ready and every journey decided', "x Cairn's "],
    rows: names.map((name) => [
      SHOWN[name],
      rounded(sides[name].bytes / 1024),
      rounded(median(ready[name])),
      over(ready, name),
      rounded(median(used[name])),
      over(used, name),
    ]),
  };
  const figures: Figure[] = names.flatMap((name) => [
    {
      name: `build.${journeys}.${how}.${name}.ready`,
      value: rounded(median(ready[name])),
      unit: 'ms of processor time',
    },
    {
      name: `build.${journeys}.${how}.${name}.used`,
      value: rounded(median(used[name])),
      unit: 'ms of processor time',
    },
  ]);
  const targets: Target[] = [
    atLeast(
      `${count} journeys, ${HOW[how]}: json-logic-engine's time until ready, over Cairn's`,
      over(ready, 'logic'),
      LIMIT,
      'x',
    ),
    atLeast(
      `${count} journeys, ${HOW[how]}: the same with every journey decided once`,
      over(used, 'logic'),
      LIMIT,
      'x',
    ),
  ];
  return { table, figures, targets };
}

const NOT_MEASURED = [
  'fetching the stored text',
  'what publishing does once: reading the files, the checks, the hashes of contents',
  "templates, segments and budgets: the program has journeys only, and the peers' files hold their entry rules alone, while Cairn's hold whole journeys",
];
