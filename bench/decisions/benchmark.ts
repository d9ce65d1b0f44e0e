// Decisions per second against json-rules-engine and json-logic-engine, after checking that all decide alike on every
// event, and what ten times the journeys on other events cost each decision. A decision: which journeys one event of
// one person enters.
import { type CompiledProgram, compileProgram } from '../../lib/domain/program/compile.ts';
import { median, rounded } from '../numbers.ts';
import { explained } from '../profile.ts';
import { atLeast, atMost, type Figure, type Measured, type Table, type Target } from '../results.ts';
import { interleaved, ratioOf, type Side } from '../rounds.ts';
import { decide, wholeStep } from './cairn.ts';
import { checkAlike, type Pass, passesOf, SHOWN, type SideName } from './sides.ts';
import { makeWorkload, type Workload } from './workload.ts';

interface Shape {
  /** Prefix of the shape's figures. */
  prefix: string;
  journeys: number;
  eventNames: number;
  /** How often a round repeats the events, so that it is long enough to be timed. */
  passes: Record<'rules' | 'others', number>;
}

export interface DecisionSettings {
  seed: number;
  events: number;
  rounds: number;
  shapes: Shape[];
  /** For the growth: journeys on events that occur, and passes per round. */
  growth: { journeys: number; eventNames: number; passes: number };
}

export const SETTINGS: Record<'full' | 'tiny', DecisionSettings> = {
  full: {
    seed: 20_261_120,
    events: 500,
    rounds: 7,
    shapes: [
      { prefix: 'decisions.10', journeys: 10, eventNames: 2, passes: { rules: 4, others: 60 } },
      { prefix: 'decisions', journeys: 1000, eventNames: 40, passes: { rules: 1, others: 30 } },
      { prefix: 'decisions.crowded', journeys: 1000, eventNames: 5, passes: { rules: 0.1, others: 5 } },
      { prefix: 'decisions.10000', journeys: 10_000, eventNames: 40, passes: { rules: 0.1, others: 4 } },
    ],
    growth: { journeys: 1000, eventNames: 40, passes: 20 },
  },
  tiny: {
    seed: 1,
    events: 30,
    rounds: 2,
    shapes: [{ prefix: 'decisions', journeys: 60, eventNames: 4, passes: { rules: 1, others: 1 } }],
    growth: { journeys: 60, eventNames: 4, passes: 1 },
  },
};

const TARGETS = { rules: 100, logic: 2, growth: 1.2 };

export async function measureDecisions(settings: DecisionSettings): Promise<Measured> {
  const shapes = [];
  for (const shape of settings.shapes) shapes.push(await measureShape(settings, shape));
  const growth = await measureGrowth(settings);
  const { seed, events, rounds } = settings;
  const measured: Measured = {
    settings: { seed, events, rounds },
    figures: [...shapes.flatMap(({ figures }) => figures), ...growth.figures],
    targets: [...shapes.flatMap(({ targets }) => targets), ...growth.targets],
    tables: [...shapes.map(({ table }) => table), growth.table],
    notMeasured: NOT_MEASURED,
  };
  const workload = makeWorkload({ seed, events, ...settings.growth });
  const compiled = compileProgram(workload.program, 1);
  return explained(measured, 'Decisions only', () => {
    for (let i = 0; i < 2 * settings.growth.passes; i += 1) passOf(workload, compiled, decide);
  });
}

async function measureShape(settings: DecisionSettings, shape: Shape) {
  const workload = makeWorkload({ ...settings, ...shape });
  const compiled = compileProgram(workload.program, 1);
  const { entered } = await checkAlike(workload, compiled);
  const some = {
    ...workload,
    occurrences: workload.occurrences.slice(0, Math.ceil(settings.events * Math.min(1, shape.passes.rules))),
  };
  const all = passesOf(workload, compiled);
  const few = passesOf(some, compiled);
  const us = (pass: Pass, passes: number, events: number): Side => timed(pass, Math.max(1, passes), events);
  const others = (name: SideName) => us(all[name], shape.passes.others, workload.occurrences.length);
  const taken = await interleaved<SideName>(
    {
      rules: us(few.rules, shape.passes.rules, some.occurrences.length),
      logic: others('logic'),
      decide: others('decide'),
      decideAndEnter: others('decideAndEnter'),
      wholeStep: others('wholeStep'),
    },
    settings.rounds,
  );
  const each = rounded(shape.journeys / shape.eventNames);
  const enters = rounded(entered / settings.events, 2);
  const title = `${shape.journeys} journeys over ${shape.eventNames} event names (${each} for each); an event enters ${enters} of them`;
  return report(taken, shape.prefix, title);
}

/** Microseconds per event. */
function timed(pass: Pass, passes: number, events: number): Side {
  return async () => {
    let entered = 0;
    const started = performance.now();
    for (let i = 0; i < passes; i += 1) {
      const answer = pass();
      entered += typeof answer === 'number' ? answer : await answer;
    }
    const ms = performance.now() - started;
    if (entered === 0) throw new Error('the timed run entered nothing');
    return (1000 * ms) / (passes * events);
  };
}

function report(taken: Record<SideName, number[]>, prefix: string, title: string) {
  const sides = Object.keys(taken) as SideName[];
  const us = (side: SideName) => rounded(median(taken[side]));
  const over = (peer: 'rules' | 'logic', side: SideName) => ratioOf(taken[peer], taken[side]);
  const perSecond = (us: number) => rounded(1e6 / us);
  const figures: Figure[] = sides.flatMap((side) => [
    { name: `${prefix}.${side}`, value: perSecond(median(taken[side])), unit: 'events/s' },
    { name: `${prefix}.${side}.overRules`, value: over('rules', side), unit: 'x' },
    { name: `${prefix}.${side}.overLogic`, value: over('logic', side), unit: 'x' },
  ]);
  const rows = sides.map((side) => [
    SHOWN[side],
    perSecond(median(taken[side])),
    perSecond(Math.max(...taken[side])),
    perSecond(Math.min(...taken[side])),
    us(side),
    over('rules', side),
    over('logic', side),
  ]);
  const columns = [
    'side',
    'events/s',
    'slowest round',
    'fastest round',
    'us an event',
    'x json-rules-engine',
    'x json-logic-engine',
  ];
  const table: Table = { title, columns, rows };
  // The targets are stated for 1,000 journeys over many events; a decision there is a decision on the other sides
  // too.
  const targets: Target[] =
    prefix === 'decisions'
      ? [
          atLeast(
            '1,000 journeys: decision over json-logic-engine',
            over('logic', 'decide'),
            TARGETS.logic,
            'x',
          ),
          atLeast(
            '1,000 journeys: decision over json-rules-engine',
            over('rules', 'decide'),
            TARGETS.rules,
            'x',
          ),
        ]
      : [];
  return { figures, table, targets };
}

/** The same events and the same journeys on them, plus nine times as many on other events. */
async function measureGrowth({ seed, events, rounds, growth }: DecisionSettings) {
  const size = { seed, events, journeys: growth.journeys, eventNames: growth.eventNames };
  const few = makeWorkload(size);
  const many = makeWorkload({ ...size, others: 9 * growth.journeys });
  const [small, large] = [few, many].map(({ program }) => compileProgram(program, 1)) as [
    CompiledProgram,
    CompiledProgram,
  ];
  for (const occurrence of few.occurrences)
    if (decide(small, occurrence).join() !== decide(large, occurrence).join())
      throw new Error('journeys on other events change what an event enters');
  const side = (compiled: CompiledProgram, judge: typeof decide): Side =>
    timed(() => passOf(few, compiled, judge), growth.passes, events);
  const taken = await interleaved(
    {
      decideFew: side(small, decide),
      decideMany: side(large, decide),
      stepFew: side(small, wholeStep),
      stepMany: side(large, wholeStep),
    },
    rounds,
  );
  const [decision, step] = [
    ratioOf(taken.decideMany, taken.decideFew),
    ratioOf(taken.stepMany, taken.stepFew),
  ];
  const us = (name: keyof typeof taken) => rounded(median(taken[name]));
  const table: Table = {
    title: `${growth.journeys} journeys, and ten times as many with nine tenths of them on events that do not come`,
    columns: ['depth', `us an event, ${growth.journeys}`, `us an event, ${10 * growth.journeys}`, 'x'],
    rows: [
      ['decision only', us('decideFew'), us('decideMany'), decision],
      ['whole step', us('stepFew'), us('stepMany'), step],
    ],
  };
  const figures: Figure[] = [
    { name: 'decisions.growth', value: decision, unit: 'x' },
    { name: 'decisions.growth.wholeStep', value: step, unit: 'x' },
  ];
  return {
    figures,
    table,
    targets: [atMost('ten times the journeys on other events, a decision', decision, TARGETS.growth, 'x')],
  };
}

function passOf({ occurrences }: Workload, compiled: CompiledProgram, judge: typeof decide): number {
  let entered = 0;
  for (const occurrence of occurrences) entered += judge(compiled, occurrence).length;
  return entered;
}

const NOT_MEASURED = [
  'conditions that the peers have no word for: past behaviour (did), segments, reachability, consent, journeys entered by `when`',
  'compiling: done once per published program on either side, before the clock starts; see build',
  'reading and writing a profile: the whole step begins and ends with a decoded state',
  'large states: these profiles have four traits at most and no history, and a step copies the state',
  'reasons on the other sides: json-rules-engine always makes results for each rule, json-logic-engine none',
];
