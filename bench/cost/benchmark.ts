// API calls, DynamoDB units and money per event: a single one, twenty of one profile in one request, and one that
// sends an e-mail. Counted on the real bundles, priced by prices.ts.
import { rounded } from '../numbers.ts';
import { atMost, type Figure, type Measured, type Table } from '../results.ts';
import {
  type Bill,
  billOf,
  computeAtShare,
  functionsOf,
  logPrice,
  mailPrice,
  type Observation,
  PARTS,
  type Part,
  totalOf,
} from './bill.ts';
import { measureGrowth } from './growth.ts';
import { type CostSettings, type Observed, observe } from './scenarios.ts';

export const SETTINGS: Record<'full' | 'tiny', CostSettings> = {
  full: { requests: 25, batch: 20, pastDays: 30, warmUps: 5, growth: true },
  tiny: { requests: 2, batch: 20, pastDays: 1, warmUps: 1, growth: false },
};

const SCENARIOS = ['single', 'batch', 'send'] as const;
type Scenario = (typeof SCENARIOS)[number];
const columnsOf = ({ batch }: CostSettings) => [
  'single event',
  `${batch} of one profile`,
  'one that sends an e-mail',
];

export async function measureCost(settings: CostSettings): Promise<Measured> {
  const observed = await observe(settings);
  const growth = settings.growth ? await measureGrowth(settings) : undefined;
  const { body, tail } = observed.stateBytes;
  const columns = columnsOf(settings);
  return {
    settings: {
      ...settings,
      growth: settings.growth ? 'yes' : 'no',
      database: observed.database,
      stateBodyBytes: body,
      stateTailBytes: tail,
    },
    figures: [
      ...SCENARIOS.flatMap((scenario) => figuresOf(scenario, observed[scenario])),
      ...(growth?.figures ?? []),
    ],
    targets: [
      atMost('a million single events, logs apart', usdOf(observed.single), 5, 'USD'),
      atMost(
        `a million in batches of ${settings.batch} of one profile, logs apart`,
        usdOf(observed.batch),
        0.3,
        'USD',
      ),
    ],
    tables: [
      callsTable(observed, columns),
      unitsTable(observed, columns),
      computeTable(observed),
      billTable(observed, columns),
      ...(growth ? [growth.table] : []),
    ],
    notMeasured: NOT_MEASURED,
  };
}

const usdOf = (observation: Observation): number => rounded(totalOf(billOf(observation)));

function figuresOf(scenario: Scenario, observation: Observation): Figure[] {
  const { calls, events } = observation;
  const sum = (of: (call: Observation['calls'][number]) => number) =>
    rounded(calls.reduce((total, call) => total + of(call), 0) / events);
  const bill = billOf(observation);
  const money = rounded(totalOf(bill));
  const most = rounded(totalOf(bill) - bill.compute + computeAtShare(observation));
  const unit = 'per event';
  return [
    { name: `cost.${scenario}.apiCalls`, value: rounded(calls.length / events), unit },
    { name: `cost.${scenario}.writeUnits`, value: sum(({ writeUnits }) => writeUnits), unit },
    { name: `cost.${scenario}.readUnits`, value: sum(({ readUnits }) => readUnits), unit },
    { name: `cost.${scenario}.usd`, value: money, unit: 'USD per million events' },
    { name: `cost.${scenario}.logs`, value: rounded(logPrice(observation)), unit: 'USD per million events' },
    { name: `cost.${scenario}.usdAtMost`, value: most, unit: 'USD per million events' },
  ];
}

/** One row per function and action, one number per scenario. */
function perEvent(
  observed: Observed,
  keysOf: (observation: Observation) => { key: string; amount: number }[],
): [string, ...number[]][] {
  const sums = SCENARIOS.map((scenario) => {
    const sum = new Map<string, number>();
    for (const { key, amount } of keysOf(observed[scenario])) sum.set(key, (sum.get(key) ?? 0) + amount);
    return { sum, events: observed[scenario].events };
  });
  const keys = new Set(sums.flatMap(({ sum }) => [...sum.keys()]));
  return [...keys]
    .sort()
    .map((key) => [key, ...sums.map(({ sum, events }) => rounded((sum.get(key) ?? 0) / events))]);
}

function callsTable(observed: Observed, columns: string[]): Table {
  const rows = perEvent(observed, ({ calls }) =>
    calls.map(({ caller, service, action }) => ({ key: `${caller}: ${service} ${action}`, amount: 1 })),
  );
  const total = SCENARIOS.map((scenario) =>
    rounded(observed[scenario].calls.length / observed[scenario].events),
  );
  return {
    title: 'API calls per event',
    columns: ['who and what', ...columns],
    rows: [...rows, ['all', ...total]],
  };
}

function unitsTable(observed: Observed, columns: string[]): Table {
  const rows = perEvent(observed, ({ calls }) =>
    calls.flatMap(({ caller, writeUnits, readUnits }) => [
      ...(writeUnits ? [{ key: `${caller}: write units`, amount: writeUnits }] : []),
      ...(readUnits ? [{ key: `${caller}: read units`, amount: readUnits }] : []),
    ]),
  );
  return { title: 'DynamoDB units per event, indexes included', columns: ['who and what', ...columns], rows };
}

function computeTable(observed: Observed): Table {
  const rows = SCENARIOS.flatMap((scenario, i) =>
    functionsOf(observed[scenario]).map(({ caller, perEvent: times, memoryMb, ms, cpuMs }) => [
      `${['single', 'batch', 'send'][i]}: ${caller}`,
      rounded(times),
      memoryMb,
      ms,
      rounded(cpuMs),
    ]),
  );
  return {
    title: 'Invocations, warm, medians',
    columns: ['function', 'per event', 'MB', 'billed ms', 'of them processor ms'],
    rows,
  };
}

function billTable(observed: Observed, columns: string[]): Table {
  const bills: Bill[] = SCENARIOS.map((scenario) => billOf(observed[scenario]));
  const each = (of: (scenario: Scenario, bill: Bill) => number) =>
    SCENARIOS.map((scenario, i) => rounded(of(scenario, bills[i] as Bill)));
  const rows = (Object.keys(PARTS) as Part[]).map((part) => [PARTS[part], ...each((_, bill) => bill[part])]);
  return {
    title: 'USD for a million events, us-east-1 list prices, free tiers ignored',
    columns: ['part', ...columns],
    rows: [
      ...rows,
      ['together', ...each((_, bill) => totalOf(bill))],
      [
        "together at most: compute at the memory's share of a processor",
        ...each((scenario, bill) => totalOf(bill) - bill.compute + computeAtShare(observed[scenario])),
      ],
      ['beside it: logs', ...each((scenario) => logPrice(observed[scenario]))],
      ['beside it: the e-mail itself (SES)', ...each((scenario) => mailPrice(observed[scenario]))],
    ],
  };
}

const NOT_MEASURED = [
  "AWS itself: durations are the local cloud's, whose database answers on the same machine in a millisecond or two and whose processor is a whole one; 'at most' stretches the processor's part to the share that the function's memory gives it on Lambda",
  'events without a timestamp: a busy profile looks for one in the pages of the last day, a query more',
  "Lambda's pollers: a receive and a delete a batch are reckoned, not counted; polls that find nothing are in docs/operating/cost.md",
  'batches over people: each request comes to rest before the next, so a batch of the mailbox holds one profile and a batch of facts a few; under load both hold more and cost less',
  'cold starts, metrics, alarms, storage, backups, data transfer, and what idles',
  'what happens less than once a few minutes: data keys of KMS and programs of S3 are cached when the counting begins',
];
