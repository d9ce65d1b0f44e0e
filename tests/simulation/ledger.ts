// A judge's ledger of sums by channel, day and currency, and its comparison with the totals.
import { WHOLE } from '../../lib/domain/attribution/totals.ts';
import type { ChannelTotal } from '../../lib/ports/money-store.ts';

const COLUMNS = ['revenue', 'conversions', 'refunded', 'refunds', 'outside', 'sendCost', 'sends'] as const;
type Column = (typeof COLUMNS)[number];
type Sums = Partial<Record<Column, bigint>>;

const HOUR_MS = 3_600_000;
/** Berlin in winter, when everything happens. */
const dayOf = (at: number): string => new Date(at + HOUR_MS).toISOString().slice(0, 10);

export class Ledger {
  readonly #sums = new Map<string, Sums>();
  readonly #unsure = new Set<string>();
  readonly #doubtful = new Set<Column>();

  add(channel: string, at: number, currency: string, sums: Sums): void {
    this.addOn(channel, dayOf(at), currency, sums);
  }

  addOn(channel: string, day: string, currency: string, sums: Sums): void {
    const own = this.#sums.get(`${channel} ${day} ${currency}`) ?? {};
    this.#sums.set(`${channel} ${day} ${currency}`, own);
    for (const column of COLUMNS) own[column] = (own[column] ?? 0n) + (sums[column] ?? 0n);
  }

  /** The outside spend on this channel and day cannot be determined here. */
  unsure(channel: string, day: string): void {
    this.#unsure.add(`${channel} ${day}`);
  }

  /** Two facts accepted at the same moment: which of them counts is undetermined. */
  doubt(columns: readonly Column[]): void {
    for (const column of columns) this.#doubtful.add(column);
  }

  /** Of what is booked, if it is certain. */
  count(column: Column): number | undefined {
    return this.#doubtful.has(column) ? undefined : Number(this.sum(column));
  }

  sum(column: Column): bigint {
    return this.#booked().reduce((sum, [, own]) => sum + (own[column] ?? 0n), 0n);
  }

  #booked(): [string, Sums][] {
    return [...this.#sums].filter(([key]) => !key.startsWith('~unread/'));
  }

  /** In the program's currency, if every sum of it is certain. */
  worth(column: Column, rates: Readonly<Record<string, number>>): number | undefined {
    if (this.#doubtful.has(column) || (column === 'outside' && this.#unsure.size)) return undefined;
    let worth = 0;
    for (const [key, sums] of this.#booked())
      worth += Number(sums[column] ?? 0n) * (rates[key.slice(key.lastIndexOf(' ') + 1)] ?? 0);
    return worth / 1e6;
  }

  *differences(totals: readonly ChannelTotal[]): Generator<string> {
    const stored = new Map<string, Sums>();
    for (const { channel, day, total } of totals)
      for (const [currency, { sendCost, outside, credits }] of total.currencies) {
        const { revenue, conversions, refunded, refunds } = credits.last;
        const counts = { conversions: conversions / WHOLE, refunds: refunds / WHOLE };
        stored.set(`${channel} ${day} ${currency}`, { revenue, refunded, ...counts, sendCost, outside });
      }
    for (const key of new Set([...stored.keys(), ...this.#sums.keys()]))
      for (const column of COLUMNS) {
        if (column === 'sends' || this.#doubtful.has(column)) continue;
        const [is, should] = [stored.get(key)?.[column] ?? 0n, this.#sums.get(key)?.[column] ?? 0n];
        if (column === 'outside' && this.#unsure.has(key.replace(/ [A-Z]+$/, ''))) continue;
        if (is !== should) yield `MONEY ${key}: ${column} is ${is} and should be ${should}`;
      }
    yield* this.#sends(totals);
  }

  /** Over all days and currencies. A message that may not have been sent, and was not, may remain as a row of zeros. */
  *#sends(totals: readonly ChannelTotal[]): Generator<string> {
    const counted = totals.reduce((sum, { total }) => sum + total.sends, 0);
    if (counted < this.sum('sends')) yield `MONEY ${counted} sends are counted of ${this.sum('sends')}`;
  }
}
