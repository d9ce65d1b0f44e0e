import { runSeed } from './run.ts';

const first = Number(process.argv[2] ?? 1),
  n = Number(process.argv[3] ?? 1),
  trace = process.argv[4] === 'trace';
const started = performance.now();
const kinds = new Map<string, number[]>();
const seen = new Map<string, number>();
let events = 0;
let calls = 0,
  sends = 0;
for (let seed = first; seed < first + n; seed += 1) {
  const run = await runSeed(seed, { trace });
  events += run.events;
  calls += run.evidence.calls.length;
  sends += run.evidence.sends.length;
  for (const [k, v] of run.seen) seen.set(k, (seen.get(k) ?? 0) + v);
  for (const o of run.objections) {
    const k = o.replace(/[eu]-?[\w-]*\d+[\w-]*|\d+/g, '#').slice(0, 60);
    const l = kinds.get(k) ?? [];
    if (!l.includes(seed)) l.push(seed);
    kinds.set(k, l);
  }
  if (trace) {
    for (const l of run.trace) console.log(l);
  }
  if (n <= 3) for (const o of run.objections) console.log(seed, o);
}
console.log({ n, ms: Math.round(performance.now() - started), events, calls, sends });
console.log(Object.fromEntries(seen));
for (const [k, l] of kinds) console.log(l.length, k, l.slice(0, 6).join());
