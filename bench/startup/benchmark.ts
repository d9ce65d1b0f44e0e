// Start-up: what a fresh process pays to load a function's bundle, against one that loads only the SDK clients and
// commands that this function uses. Where it exceeds its target, each package is left out in turn to see what it
// costs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUNDLE_OPTIONS, functionNames } from '../../lib/infra/bundle.ts';
import { median, rounded } from '../numbers.ts';
import { atMost, type Measured, type Table } from '../results.ts';
import { ratioOf } from '../rounds.ts';
import {
  bundleTo,
  byPackage,
  functionEntry,
  isPackage,
  isSdk,
  peerEntry,
  ROOT,
  type Weights,
  weigh,
} from './bundles.ts';
import { environmentFor, type Started, start } from './start.ts';

export interface StartupSettings {
  /** How many functions, in order of name; 99 means all. */
  functions: number;
  rounds: number;
  /** Rounds for each package that is left out. */
  roundsWithout: number;
}

export const SETTINGS: Record<'full' | 'tiny', StartupSettings> = {
  full: { functions: 99, rounds: 9, roundsWithout: 5 },
  tiny: { functions: 1, rounds: 1, roundsWithout: 0 },
};

const LIMIT = 1.15;
/** Packages below this share of a bundle are not measured one by one. */
const LIGHT = 0.01;

interface Candidate {
  name: string;
  weights: Weights;
  own: string;
  /** The unchanged clients, and the clients with the credentials that the functions' bundles have. */
  peer: string;
  same: string;
  environment: NodeJS.ProcessEnv;
  source: string;
  clients: string[];
}

interface Compared {
  name: string;
  clients: string[];
  own: Started;
  peer: Started;
  same: Started;
  ratio: number;
  loadRatio: number;
  /** Against the peer that is bundled with all of the functions' options: what Cairn itself adds. */
  sameRatio: number;
}

export async function measureStartup(settings: StartupSettings): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-startup-'));
  try {
    const names = functionNames(ROOT).slice(0, settings.functions);
    const candidates: Candidate[] = [];
    for (const name of names) candidates.push(await prepare(folder, name));
    const compared = compare(candidates, settings.rounds);
    const ratioOfName = new Map(
      compared.map(({ name, ratio, sameRatio }) => [name, Math.max(ratio, sameRatio)]),
    );
    const ratio = ({ name }: Candidate) => ratioOfName.get(name) ?? 0;
    const slow = candidates.filter((each) => ratio(each) > LIMIT).sort((a, b) => ratio(b) - ratio(a));
    const costs: Table[] = [];
    if (settings.roundsWithout > 0 && slow.length > 0)
      costs.push(await costsOf(folder, slow, settings.roundsWithout));
    return report(settings, candidates, compared, costs);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function prepare(folder: string, name: string): Promise<Candidate> {
  const { weights, uses } = await weigh(name);
  const [own, peer, same] = ['own.cjs', 'peer.cjs', 'same.cjs'].map((file) => join(folder, name, file)) as [
    string,
    string,
    string,
  ];
  const source = functionEntry(name, uses);
  await bundleTo(own, source);
  await bundleTo(peer, peerEntry(uses), { made: BUNDLE_OPTIONS });
  await bundleTo(same, peerEntry(uses));
  const { clients } = uses;
  return { name, weights, own, peer, same, source, environment: environmentFor(own), clients };
}

const SIDES = ['own', 'peer', 'same'] as const;

/** Fresh processes, a function and its peers in turn, repeatedly: the medians of all. */
function compare(candidates: readonly Candidate[], rounds: number): Compared[] {
  const empty = (): Record<(typeof SIDES)[number], Started[]> => ({ own: [], peer: [], same: [] });
  const taken = candidates.map((candidate) => ({ candidate, sides: empty() }));
  for (let round = -1; round < rounds; round += 1)
    for (const each of taken) {
      for (let i = 0; i < SIDES.length; i += 1) {
        const side = SIDES[(round + 1 + i) % SIDES.length] ?? 'own';
        each.sides[side].push(start(each.candidate[side], each.candidate.environment));
      }
      // The first round reads files that are not in the system's cache yet.
      if (round < 0) each.sides = empty();
    }
  return taken.map(({ candidate: { name, clients }, sides }) => {
    const of = (side: keyof typeof sides, part: keyof Started) => sides[side].map((each) => each[part]);
    const medians = (side: keyof typeof sides): Started => ({
      process: median(of(side, 'process')),
      load: median(of(side, 'load')),
    });
    return {
      name,
      clients,
      own: medians('own'),
      peer: medians('peer'),
      same: medians('same'),
      ratio: ratioOf(of('own', 'process'), of('peer', 'process')),
      loadRatio: ratioOf(of('own', 'load'), of('peer', 'load')),
      sameRatio: ratioOf(of('own', 'process'), of('same', 'process')),
    };
  });
}

/**
 * What a start saves when one package is replaced by nothing: its own evaluation and what other modules build with
 * it. Each package is measured in the slowest function that has it.
 */
async function costsOf(folder: string, slow: readonly Candidate[], rounds: number): Promise<Table> {
  const rows: Table['rows'] = [];
  const looked = new Set<string>();
  for (const { name, weights, own, source, environment } of slow) {
    const total = [...weights.values()].reduce((sum, each) => sum + each, 0);
    for (const [each, bytes] of byPackage(weights)) {
      if (looked.has(each) || isSdk(each) || !isPackage(each) || bytes < total * LIGHT) continue;
      looked.add(each);
      const file = join(folder, name, 'without.cjs');
      await bundleTo(file, source, { without: [each] });
      rows.push([name, each, Math.round(bytes / 1024), saving(own, file, environment, rounds)]);
    }
  }
  const columns = ['function', 'package', 'KB', 'ms it costs'];
  return { title: 'What packages cost, each in the slowest function that has it', columns, rows };
}

/** In ms; as text where the bundle does not load without the package. */
function saving(
  own: string,
  without: string,
  environment: NodeJS.ProcessEnv,
  rounds: number,
): number | string {
  const saved: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1)
      saved.push(start(own, environment).load - start(without, environment).load);
    return rounded(median(saved), 2);
  } catch (error) {
    if (process.env.DEBUG) console.error(String(error).slice(-1500));
    return 'it does not load without it';
  }
}

function report(
  settings: StartupSettings,
  candidates: readonly Candidate[],
  compared: readonly Compared[],
  costs: readonly Table[],
): Measured {
  const worst = compared.reduce((a, b) => (a.ratio > b.ratio ? a : b));
  return {
    settings: { ...settings, functions: compared.length },
    figures: compared.flatMap(({ name, own, peer, ratio, loadRatio, sameRatio }) => [
      { name: `startup.${name}`, value: rounded(own.process), unit: 'ms of processor time' },
      { name: `startup.${name}.clientsAlone`, value: rounded(peer.process), unit: 'ms of processor time' },
      { name: `startup.${name}.ratio`, value: ratio, unit: 'x' },
      { name: `startup.${name}.loadRatio`, value: loadRatio, unit: 'x' },
      { name: `startup.${name}.sameCredentialsRatio`, value: sameRatio, unit: 'x' },
    ]),
    targets: compared.flatMap(({ name, ratio, sameRatio }) => [
      atMost(`${name} against its SDK clients as they come`, ratio, LIMIT, 'x'),
      atMost(`${name} against them with the functions' credentials`, sameRatio, LIMIT, 'x'),
    ]),
    tables: [
      {
        title: `Processor time of a start, ms, medians of ${settings.rounds} processes; the slowest is ${worst.name}`,
        columns: [
          'function',
          'clients',
          'process',
          'its clients alone',
          'x',
          'with our credentials',
          'x  ',
          'bundle alone',
          'its clients alone ',
          'x ',
        ],
        rows: compared.map(({ name, clients, own, peer, same, ratio, loadRatio, sameRatio }) => [
          name,
          clients.map((client) => client.replace('client-', '')).join(' '),
          rounded(own.process),
          rounded(peer.process),
          ratio,
          rounded(same.process),
          sameRatio,
          rounded(own.load),
          rounded(peer.load),
          loadRatio,
        ]),
      },
      {
        title: 'What each bundle weighs, KB',
        columns: ['function', 'all', 'SDK', 'Cairn', 'the heaviest others'],
        rows: candidates.map(weightRow),
      },
      ...costs,
    ],
    notMeasured: NOT_MEASURED,
  };
}

function weightRow({ name, weights }: Candidate): Table['rows'][number] {
  const packages = byPackage(weights);
  const kb = (of: (name: string) => boolean) =>
    Math.round(packages.reduce((sum, [each, bytes]) => sum + (of(each) ? bytes : 0), 0) / 1024);
  const others = packages.filter(([each]) => each !== 'Cairn' && !isSdk(each)).slice(0, 5);
  return [
    name,
    kb(() => true),
    kb(isSdk),
    kb((each) => each === 'Cairn'),
    others.map(([each, bytes]) => `${each} ${Math.round(bytes / 1024)}`).join(', '),
  ];
}

const NOT_MEASURED = [
  "Lambda's own start: the runtime, fetching the code, its processors, which are slower than these below 1,769 MB",
  'the first invocation: connections, the program and its compiling',
];
