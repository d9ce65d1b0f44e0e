/**
 * The faults: what can go wrong, how often in this seed, and how often it really did. Each seed draws its own rates,
 * many of them zero, because a constant fault hides what shows only when it is alone.
 */
import { Coverage } from './coverage.ts';
import type { Dice } from './dice.ts';

/** Kind of fault -> its highest rate per occasion. */
const RATES_MAX = {
  /** An operation is refused before it takes effect. */
  throttled: 0.08,
  /** It takes effect, and the response is lost. */
  'response lost': 0.06,
  /** The process dies while it waits, before or after the effect. */
  'crash before effect': 0.02,
  'crash after effect': 0.02,
  /** An operation takes longer than its process may live: it lands after its writer's death. */
  stalled: 0.01,
  'part of a batch fails': 0.1,
  /** A standard queue delivers twice, or late and out of order. */
  'delivered twice': 0.15,
  'delivered late': 0.25,
  /** The batch was handled, but the queue did not receive the delete. */
  'delete lost': 0.05,
  'posted again': 0.15,
  'timer lost': 0.05,
  'provider says again': 0.25,
  'provider rejects': 0.1,
  'provider answers nothing': 0.15,
  'clock skew': 0.5,
  'two at once': 0.5,
  'mailbox deep': 0.4,
} as const;

export type FaultKind = keyof typeof RATES_MAX;
/** Observed, not drawn. */
const SIGHTINGS = [
  'outage',
  'stopped',
  'late write landed',
  'late write never landed',
  'killed at its time limit',
  'version conflict',
  'program changed',
  'program rolled back',
  'history page written',
  'handed over',
  'poisoned',
  'refused by budget',
  'refused by consent',
  'refused by window',
  'blocked',
  'said without an id',
  'refused in other words',
  'bounced',
  'lease settled',
  'unknown send',
  'time alone entered',
  'hundred in one batch',
  'rejected at the door',
  'asked for everything again',
  'mended and posted again',
  'released as it was',
  'parked',
  'parked up to the limit',
  'hand-over given up',
  'one order id twice',
  'refund before its order',
  'order moved',
  'spend replaced',
  'price came later',
  'sweep held back',
  'budget cut',
  'alert raised',
  'announced twice',
  'person adjusted a budget',
  'unsubscribed by link',
  'provider event while calling',
] as const;
export type Sighting = FaultKind | (typeof SIGHTINGS)[number];
export const kinds: readonly Sighting[] = [...(Object.keys(RATES_MAX) as FaultKind[]), ...SIGHTINGS];

const OFF = 0.4;

export class Faults {
  readonly seen = new Map<Sighting, number>();
  readonly coverage = new Coverage();
  readonly #rates = new Map<FaultKind, number>();
  readonly #dice: Dice;
  #healed = false;
  #outage: RegExp | undefined;

  constructor(dice: Dice) {
    this.#dice = dice;
    for (const [kind, max] of Object.entries(RATES_MAX) as [FaultKind, number][])
      this.#rates.set(kind, dice.chance(OFF) ? 0 : (max * dice.int(1, 100)) / 100);
  }

  /** Whether the fault strikes here; if so, it is counted. */
  strikes(kind: FaultKind): boolean {
    if (this.#healed || !this.#dice.chance(this.#rates.get(kind) ?? 0)) return false;
    this.saw(kind);
    return true;
  }

  saw(what: Sighting): void {
    this.seen.set(what, (this.seen.get(what) ?? 0) + 1);
  }

  /** For a while, every operation on these ports fails. */
  beginOutage(ports: RegExp): void {
    this.#outage = ports;
  }

  endOutage(): void {
    this.#outage = undefined;
  }

  isOut(operation: string): boolean {
    if (this.#healed || !this.#outage?.test(operation)) return false;
    this.saw('outage');
    return true;
  }

  /** From here on nothing fails any more. */
  heal(): void {
    this.#healed = true;
  }

  get healed(): boolean {
    return this.#healed;
  }
}
