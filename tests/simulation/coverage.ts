/**
 * Which boundary met which fault: a boundary is an operation on a port that some function awaited. It is counted where
 * the fault really strikes, so a rate of zero or a function that never ran shows as a gap.
 */

/** Everything that can happen to one operation, in the words of the table. */
export const HITS = [
  'refused',
  'no answer',
  'died before',
  'died after',
  'stalled',
  'outage',
  'part failed',
  'landed late',
] as const;
export type Hit = (typeof HITS)[number];

type Counts = Record<'awaited' | Hit, number>;

const noCounts = (): Counts =>
  Object.fromEntries(['awaited', ...HITS].map((name) => [name, 0])) as unknown as Counts;

export class Coverage {
  readonly #boundaries = new Map<string, Counts>();

  /** `sends-sms.put(3)` of the instance `send-message-sms-12` is the boundary `send-message sends.put`. */
  static boundary(instance: string, operation: string): string {
    const name = instance.replace(/(-(email|sms|push))?-\d+$/, '');
    return `${name} ${operation.replace(/\(.*/, '').replace(/^sends-\w+/, 'sends')}`;
  }

  count(boundary: string, what: 'awaited' | Hit, times = 1): void {
    const counts = this.#boundaries.get(boundary) ?? noCounts();
    this.#boundaries.set(boundary, counts);
    counts[what] += times;
  }

  add(other: Coverage): void {
    for (const [boundary, counts] of other.#boundaries)
      for (const [what, times] of Object.entries(counts) as [Hit, number][])
        this.count(boundary, what, times);
  }

  /** Boundaries that were awaited but never hit by a fault. */
  get reached(): string[] {
    return [...this.#boundaries.keys()].sort();
  }

  get unhurt(): string[] {
    return this.reached.filter((boundary) => {
      const counts = this.#boundaries.get(boundary) as Counts;
      return HITS.every((hit) => counts[hit] === 0);
    });
  }

  table(): string {
    const width = Math.max(8, ...this.reached.map(({ length }) => length));
    const columns = ['awaited', ...HITS] as const;
    const cell = (text: string | number) => String(text).padStart(11);
    const lines = this.reached.map((boundary) => {
      const counts = this.#boundaries.get(boundary) as Counts;
      return boundary.padEnd(width) + columns.map((name) => cell(counts[name] || '.')).join('');
    });
    return ['boundary'.padEnd(width) + columns.map(cell).join(''), ...lines].join('\n');
  }
}
