// From a stored program to something that decides, against both engines: until it is ready, and until every journey was decided
// once, since what is put off until the first use is not saved. All must decide alike.
import { makeWorkload, type Workload } from '../decisions/workload.ts';
import { median, rounded } from '../numbers.ts';
import { explained } from '../profile.ts';
import { atLeast, type Figure, type Measured, type Table, type Target } from '../results.ts';
import { interleaved, ratioOf, type Side } from '../rounds.ts';
import { type BuildSide, SHOWN, type SideName, sidesOf } from './sides.ts';

export interface BuildSettings {
  seed: number;
  journeys: number[];
  eventNames: number;
  rounds: number;
}

export const SETTINGS: Record<'full' | 'tiny', BuildSettings> = {
  full: { seed: 20_261_122, journeys: [10, 1000, 10_000], eventNames: 40, rounds: 9 },
  tiny: { seed: 1, journeys: [30], eventNames: 3, rounds: 1 },
};

const CHECKED = 100;
const LIMIT = 5;
/** A small program is built so often that a round is long enough to be timed. */
const JOURNEYS_A_ROUND = 500;

export async function measureBuild(settings: BuildSettings): Promise<Measured> {
  const sizes = [];
  for (const journeys of settings.journeys) sizes.push(await measureSize(settings, journeys));
  const { seed, eventNames, rounds } = settings;
  const measured: Measured = {
    settings: { seed, eventNames, rounds },
    figures: sizes.flatMap(({ figures }) => figures),
    targets: sizes.flatMap(({ targets }) => targets),
    tables: sizes.map(({ table }) => table),
    notMeasured: NOT_MEASURED,
  };
  const journeys = Math.max(...settings.journeys);
  const { cairn } = sidesOf(makeWorkload({ seed, journeys, eventNames, events: 1 }));
  return explained(measured, "Cairn's build of the largest program", () => cairn.build());
}

/** Throws where two of what was built decide differently. */
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

async function measureSize({ seed, eventNames, rounds }: BuildSettings, journeys: number) {
  const workload = makeWorkload({
    seed,
    journeys,
    eventNames: Math.min(eventNames, Math.ceil(journeys / 5)),
    events: CHECKED,
  });
  const sides = sidesOf(workload);
  await checkAlike(workload, sides);
  const times = Math.max(1, Math.round(JOURNEYS_A_ROUND / journeys));
  const names = Object.keys(sides) as SideName[];
  const ready = await interleaved(
    ofEach(names, (name) => timed(sides[name], times, false)),
    rounds,
  );
  const used = await interleaved(
    ofEach(names, (name) => timed(sides[name], times, true)),
    rounds,
  );
  return report(journeys, sides, ready, used);
}

const ofEach = (names: readonly SideName[], of: (name: SideName) => Side): Record<SideName, Side> =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<SideName, Side>;

/** Milliseconds of processor time. What was built before is thrown away outside the clock, as far as the collector can be asked. */
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

function report(
  journeys: number,
  sides: Record<SideName, BuildSide>,
  ready: Record<SideName, number[]>,
  used: Record<SideName, number[]>,
) {
  const names = Object.keys(sides) as SideName[];
  const over = (taken: Record<SideName, number[]>, peer: SideName) => ratioOf(taken[peer], taken.cairn);
  const count = journeys.toLocaleString('en-US');
  const table: Table = {
    title: `${count} journeys: ms of processor time from the stored text`,
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
      name: `build.${journeys}.${name}.ready`,
      value: rounded(median(ready[name])),
      unit: 'ms of processor time',
    },
    {
      name: `build.${journeys}.${name}.used`,
      value: rounded(median(used[name])),
      unit: 'ms of processor time',
    },
  ]);
  const targets: Target[] = [
    atLeast(
      `${count} journeys: json-logic-engine's time until ready, over Cairn's`,
      over(ready, 'logic'),
      LIMIT,
      'x',
    ),
    atLeast(`${count} journeys: the same with every journey decided once`, over(used, 'logic'), LIMIT, 'x'),
  ];
  return { table, figures, targets };
}

const NOT_MEASURED = [
  'fetching the stored text',
  'what publishing does once: reading the files, the checks, the hashes of contents',
  "templates, segments and budgets: the program has journeys only, and the peers' files hold their entry rules alone, while Cairn's hold whole journeys",
];
