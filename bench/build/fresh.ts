// One build by one side in a process of its own, as a function does it once: no code has run before, none is compiled
// yet. Run directly, it prints the time that took: node bench/build/fresh.ts SIDE JOURNEYS SEED EVENTNAMES
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { makeWorkload } from '../decisions/workload.ts';
import { type SideName, sidesOf } from './sides.ts';

/** Milliseconds of processor time, all threads: until ready, and until every journey was decided once. */
export interface Fresh {
  ready: number;
  used: number;
}

export function buildFresh(side: SideName, journeys: number, seed: number, eventNames: number): Fresh {
  const file = fileURLToPath(import.meta.url);
  const args = ['--expose-gc', '--no-warnings', file, side, ...[journeys, seed, eventNames].map(String)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Fresh;
}

async function measured(name: SideName, journeys: number, seed: number, eventNames: number): Promise<Fresh> {
  const side = sidesOf(makeWorkload({ seed, journeys, eventNames, events: 1 }))[name];
  globalThis.gc?.();
  const before = process.cpuUsage();
  const since = () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const decide = await side.build();
  const ready = since();
  for (const occurrence of side.first) await decide(occurrence);
  return { ready, used: since() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [side, journeys, seed, eventNames] = process.argv.slice(2);
  const numbers = [Number(journeys), Number(seed), Number(eventNames)] as const;
  console.log(JSON.stringify(await measured(side as SideName, ...numbers)));
}
