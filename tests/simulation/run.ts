// One seed, from its first request to the judge's verdict.
import { collect } from './collect.ts';
import type { Coverage } from './coverage.ts';
import { Dice } from './dice.ts';
import { Door } from './door.ts';
import type { Evidence } from './evidence.ts';
import { Faults, type Sighting } from './faults.ts';
import { judge, type Objection } from './judge.ts';
import type { Plants } from './plants.ts';
import { Scheduler } from './scheduler.ts';
import { sightings } from './sightings.ts';
import { Workload } from './workload.ts';
import { World } from './world.ts';

const FIRST_HOUR = Date.parse('2026-11-20T05:00:00Z');
const HOUR_MS = 3_600_000;
const EVENTS_MAX = 60_000;
const OUTAGE = 0.2;

export interface Run {
  seed: number;
  objections: Objection[];
  seen: Map<Sighting, number>;
  coverage: Coverage;
  events: number;
  evidence: Evidence;
  trace: string[];
}

export async function runSeed(
  seed: number,
  options: { plants?: Plants; trace?: boolean } = {},
): Promise<Run> {
  const dice = new Dice(seed);
  const workloadDice = new Dice(seed ^ 0x5eed);
  const faults = new Faults(dice);
  const scheduler = new Scheduler(FIRST_HOUR + workloadDice.int(0, 23) * HOUR_MS, dice, faults);
  if (options.trace) scheduler.trace = [];
  const world = new World(scheduler, options.plants ?? {});
  const { profileId } = await world.stores.vault.begin();
  const workload = new Workload(workloadDice, world, new Door(world), profileId);
  world.healedAt = workload.endsAt + 60_000;
  scheduler.at(world.healedAt, () => faults.heal());
  await workload.plan();
  world.schedules.armGuard();
  if (dice.chance(OUTAGE)) {
    const from = dice.int(scheduler.now, workload.endsAt);
    const ports = dice.pick([
      /^profiles/,
      /^(profiles|keys|blocks|sendLog|budgets|marks)/,
      /^mailbox/,
      /^(timers|sends)/,
      /^programs/,
      /^(money|facts)/,
      /^(quarantine|blocks)/,
      /^announcer/,
    ]);
    scheduler.at(from, () => faults.beginOutage(ports));
    scheduler.at(from + dice.int(1, 40) * 60_000, () => faults.endOutage());
  }
  let rested = await scheduler.run(EVENTS_MAX);
  workload.pings();
  rested = (await scheduler.run(2 * EVENTS_MAX)) && rested;
  const evidence = await collect(world, rested);
  sightings(evidence, faults);
  const { events, trace = [] } = scheduler;
  const { seen, coverage } = faults;
  return { seed, objections: judge(evidence), seen, coverage, events, evidence, trace };
}
