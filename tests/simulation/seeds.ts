// A run over many seeds: their combined coverage, the failed ones, and how to replay one.
import { Coverage } from './coverage.ts';
import { kinds, type Sighting } from './faults.ts';
import type { Run } from './run.ts';

const SHOWN = 6;

export class Seeds {
  readonly coverage = new Coverage();
  readonly failed: number[] = [];
  count = 0;
  #events = 0;
  readonly #met = new Map<Sighting, number>();
  readonly #more: string;

  /** `more`: options that a replay needs besides the seed. */
  constructor(more = '') {
    this.#more = more;
  }

  /** Undefined: nothing is wrong. Otherwise the objections and how to replay the seed. */
  took({ seed, objections, seen, coverage, events }: Run): string | undefined {
    this.count += 1;
    this.#events += events;
    this.coverage.add(coverage);
    for (const [kind, times] of seen) this.#met.set(kind, (this.#met.get(kind) ?? 0) + times);
    if (!objections.length) return undefined;
    this.failed.push(seed);
    const shown = objections.slice(0, SHOWN).map((objection) => `  ${objection}`);
    if (objections.length > SHOWN) shown.push(`  and ${objections.length - SHOWN} more`);
    const replay = `npm run simulate -- --seeds 1 --first-seed ${seed} --trace${this.#more}`;
    return [`seed ${seed}; to play it again: ${replay}`, ...shown].join('\n');
  }

  report(): string {
    const met = kinds.map((kind) => `${String(this.#met.get(kind) ?? 0).padStart(9)}  ${kind}`);
    const title = `What ${this.count} seeds met, in ${this.#events} events:`;
    const about = 'How often each boundary was awaited, and which faults struck there:';
    return [title, ...met, '', about, this.coverage.table()].join('\n');
  }

  missed = (): Sighting[] => kinds.filter((kind) => !this.#met.get(kind));
}
