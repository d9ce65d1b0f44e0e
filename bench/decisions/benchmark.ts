// Decisions a second at 1,000 journeys, against json-rules-engine, after checking that both decide alike on every event.
// A decision: which journeys one event of one person enters, out of all of the program.
import { type CompiledProgram, compileProgram } from '../../lib/domain/program/compile.ts';
import { median, rounded } from '../numbers.ts';
import type { Figure, Measured } from '../results.ts';
import { decide, decideAndEnter, type Judge, wholeStep } from './cairn.ts';
import { decideByRules, enginesOf, factsOf } from './rules-engine.ts';
import { makeWorkload, type Workload, type WorkloadSize } from './workload.ts';

export interface DecisionSettings extends Omit<WorkloadSize, 'eventNames'> {
  /** Over how many event names the journeys are spread; again over fewer, so that more compete for each event. */
  eventNames: number;
  crowdedNames: number;
  rounds: number;
  /** How many times a round goes over the events on Cairn's side: it would be over too soon to be timed. */
  passes: number;
}

export const SETTINGS: Record<'full' | 'tiny', DecisionSettings> = {
  full: {
    seed: 20_261_120,
    journeys: 1000,
    eventNames: 40,
    crowdedNames: 5,
    events: 500,
    rounds: 5,
    passes: 30,
  },
  tiny: { seed: 1, journeys: 60, eventNames: 4, crowdedNames: 2, events: 30, rounds: 2, passes: 1 },
};

type Side = 'rules' | 'decide' | 'decideAndEnter' | 'wholeStep';
const JUDGES: Record<Exclude<Side, 'rules'>, Judge> = { decide, decideAndEnter, wholeStep };
const SHOWN: Record<Side, string> = {
  rules: 'json-rules-engine, one Engine per event name',
  decide: 'Cairn, decision only',
  decideAndEnter: 'Cairn, decision with reasons and entry',
  wholeStep: 'Cairn, whole step',
};

/** Everybody's answer for every event, in an order of its own. Throws where two differ. */
export async function checkAlike(
  workload: Workload,
  compiled: CompiledProgram,
): Promise<{ entered: number }> {
  const engines = enginesOf(workload.program);
  let entered = 0;
  for (const occurrence of workload.occurrences) {
    const { event } = occurrence;
    const theirs = (await decideByRules(engines, event.name, factsOf(occurrence))).sort();
    for (const [name, judge] of Object.entries(JUDGES)) {
      const ours = judge(compiled, occurrence).sort();
      if (ours.join() !== theirs.join())
        throw new Error(`${event.id} (${event.name}): ${name} enters ${ours}; json-rules-engine ${theirs}`);
    }
    entered += theirs.length;
  }
  return { entered };
}

export async function measureDecisions(settings: DecisionSettings): Promise<Measured> {
  const spread = await measureShape(settings, settings.eventNames, 'decisions');
  const crowded = await measureShape(settings, settings.crowdedNames, 'decisions.crowded');
  return {
    settings: { ...settings },
    figures: [...spread.figures, ...crowded.figures],
    tables: [spread.table, crowded.table],
    notMeasured: NOT_MEASURED,
  };
}

async function measureShape(settings: DecisionSettings, eventNames: number, prefix: string) {
  const workload = makeWorkload({ ...settings, eventNames });
  const compiled = compileProgram(workload.program, 1);
  const { entered } = await checkAlike(workload, compiled);
  if (entered === 0) throw new Error('no event enters anything: there is nothing to compare');
  const rates = await interleaved(sidesOf(workload, compiled, settings.passes), settings.rounds);
  return report(rates, prefix, titleOf(settings, eventNames, entered));
}

function titleOf({ journeys, events }: DecisionSettings, eventNames: number, entered: number): string {
  const each = rounded(journeys / eventNames);
  const enters = rounded(entered / events, 2);
  return `${journeys} journeys over ${eventNames} event names (${each} for each); an event enters ${enters} of them`;
}

/** Each side: judges every event once or more, and answers the events a second. */
function sidesOf(
  workload: Workload,
  compiled: CompiledProgram,
  passes: number,
): Record<Side, () => Promise<number>> {
  const { occurrences } = workload;
  const engines = enginesOf(workload.program);
  const facts = occurrences.map((occurrence) => ({
    name: occurrence.event.name,
    facts: factsOf(occurrence),
  }));
  const ours = (judge: Judge) => async () => {
    let entered = 0;
    const started = performance.now();
    for (let pass = 0; pass < passes; pass += 1)
      for (const occurrence of occurrences) entered += judge(compiled, occurrence).length;
    return rate(passes * occurrences.length, started, entered);
  };
  return {
    rules: async () => {
      let entered = 0;
      const started = performance.now();
      for (const each of facts) entered += (await decideByRules(engines, each.name, each.facts)).length;
      return rate(occurrences.length, started, entered);
    },
    decide: ours(decide),
    decideAndEnter: ours(decideAndEnter),
    wholeStep: ours(wholeStep),
  };
}

/** `entered` is what keeps the compiler from leaving the work out. */
function rate(events: number, started: number, entered: number): number {
  const ms = performance.now() - started;
  if (entered === 0) throw new Error('the timed run entered nothing');
  return (events * 1000) / ms;
}

/** One round goes over all sides, in turn from another one, so that what slows the machine slows all of them. */
async function interleaved(
  sides: Record<Side, () => Promise<number>>,
  rounds: number,
): Promise<Record<Side, number[]>> {
  const rates: Record<Side, number[]> = { rules: [], decide: [], decideAndEnter: [], wholeStep: [] };
  const order = Object.keys(rates) as Side[];
  for (const side of order) await sides[side]();
  for (let round = 0; round < rounds; round += 1)
    for (let i = 0; i < order.length; i += 1) {
      const side = order[(round + i) % order.length];
      if (side) rates[side].push(await sides[side]());
    }
  return rates;
}

function report(rates: Record<Side, number[]>, prefix: string, title: string) {
  const ratio = (side: Side) => rounded(median(rates[side].map((ours, i) => ours / (rates.rules[i] ?? 0))));
  const sides = Object.keys(rates) as Side[];
  const ours = sides.filter((side) => side !== 'rules');
  const figures: Figure[] = [
    ...sides.map((side) => ({
      name: `${prefix}.${side}`,
      value: rounded(median(rates[side])),
      unit: 'events/s',
    })),
    ...ours.map((side) => ({ name: `${prefix}.${side}.ratio`, value: ratio(side), unit: 'x' })),
  ];
  const rows = sides.map((side) => [
    SHOWN[side],
    rounded(median(rates[side])),
    rounded(Math.min(...rates[side])),
    rounded(Math.max(...rates[side])),
    rounded(1e6 / median(rates[side])),
    side === 'rules' ? 1 : ratio(side),
  ]);
  const columns = [
    'side',
    'events/s',
    'slowest round',
    'fastest round',
    'us an event',
    'x json-rules-engine',
  ];
  return { figures, table: { title, columns, rows } };
}

const NOT_MEASURED = [
  'conditions that json-rules-engine has no word for: past behaviour (did), segments, reachability, consent, journeys entered by `when`',
  'compiling: done once per published program on either side, before the clock starts',
  'reading and writing a profile: the whole step begins and ends with a decoded state',
  'large states: these profiles have four traits at most and no history, and a step copies the state',
];
