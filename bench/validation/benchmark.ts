// The door's compiled validators against zod's own parsing of the schemas they are generated from, on what an SDK
// really posts and on calls with a mistake. Both must accept and refuse the same.
import { alias, group, identify, page, screen, track } from '../../schemas/generated/segment-api.js';
import { calls } from '../../schemas/segment-api.ts';
import { median, rounded } from '../numbers.ts';
import { explained } from '../profile.ts';
import { atLeast, type Figure, type Measured } from '../results.ts';
import { interleaved, ratioOf, type Side } from '../rounds.ts';
import { badCalls, type CallKind, type Given, goodCalls } from './bodies.ts';

export interface ValidationSettings {
  people: number;
  rounds: number;
  passes: number;
}

export const SETTINGS: Record<'full' | 'tiny', ValidationSettings> = {
  full: { people: 60, rounds: 15, passes: 40 },
  tiny: { people: 2, rounds: 1, passes: 1 },
};

type Validator = (kind: CallKind, message: unknown) => boolean;

const compiled = { track, identify, page, screen, group, alias };
export const byCompiled: Validator = (kind, message) => compiled[kind](message);
export const byZod: Validator = (kind, message) => calls[kind].safeParse(message).success;

/** How many are accepted. Throws where the two differ. */
export function checkAlike(given: readonly Given[]): number {
  let taken = 0;
  for (const { kind, message } of given) {
    const [ours, theirs] = [byCompiled(kind, message), byZod(kind, message)];
    if (ours !== theirs)
      throw new Error(`compiled says ${ours}, zod ${theirs} of a ${kind}: ${JSON.stringify(message)}`);
    if (ours) taken += 1;
  }
  return taken;
}

export async function measureValidation(settings: ValidationSettings): Promise<Measured> {
  const good = await goodCalls(settings.people);
  const bad = badCalls(good);
  if (checkAlike(good) !== good.length) throw new Error('a call of the SDK is refused');
  if (checkAlike(bad) !== 0) throw new Error('a call with a mistake is taken');
  const side = (validator: Validator, given: readonly Given[]) => timed(validator, given, settings.passes);
  const taken = await interleaved(
    {
      compiledGood: side(byCompiled, good),
      zodGood: side(byZod, good),
      compiledBad: side(byCompiled, bad),
      zodBad: side(byZod, bad),
    },
    settings.rounds,
  );
  const ratios = {
    good: ratioOf(taken.zodGood, taken.compiledGood),
    bad: ratioOf(taken.zodBad, taken.compiledBad),
  };
  const us = (name: keyof typeof taken) => rounded(median(taken[name]));
  const figures: Figure[] = [
    { name: 'validation.good', value: us('compiledGood'), unit: 'us a call' },
    { name: 'validation.good.ratio', value: ratios.good, unit: 'x' },
    { name: 'validation.bad', value: us('compiledBad'), unit: 'us a call' },
    { name: 'validation.bad.ratio', value: ratios.bad, unit: 'x' },
  ];
  const measured: Measured = {
    settings: { ...settings, goodCalls: good.length, badCalls: bad.length },
    figures,
    targets: [
      atLeast('good calls over zod', ratios.good, 10, 'x'),
      atLeast('calls with a mistake over zod', ratios.bad, 10, 'x'),
    ],
    tables: [
      {
        title: 'One call, parsed JSON to yes or no',
        columns: ['calls', 'us, compiled', 'us, zod', 'x zod'],
        rows: [
          ["of Segment's SDK for Node", us('compiledGood'), us('zodGood'), ratios.good],
          ['the same with a mistake', us('compiledBad'), us('zodBad'), ratios.bad],
        ],
      },
    ],
    notMeasured: NOT_MEASURED,
  };
  return explained(measured, 'The compiled validators on good calls', side(byCompiled, good));
}

/** Microseconds per call. */
function timed(validator: Validator, given: readonly Given[], passes: number): Side {
  return () => {
    let yes = 0;
    const started = performance.now();
    for (let pass = 0; pass < passes; pass += 1)
      for (const { kind, message } of given) if (validator(kind, message)) yes += 1;
    const ms = performance.now() - started;
    if (yes !== 0 && yes !== passes * given.length) throw new Error('some are taken and some refused');
    return (1000 * ms) / (passes * given.length);
  };
}

const NOT_MEASURED = [
  'what the door asks beside the schema: size and depth, an id at all, times, consent, addresses in names',
  'JSON.parse of the body and the batch around the calls, the same on either side',
  'zod compiled by its own JIT at first use: both are warm',
];
