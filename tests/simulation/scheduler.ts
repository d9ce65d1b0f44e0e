/**
 * Virtual time and the processes in it. Events happen one at a time, and all promises settle between two events. A
 * process (one instance of a function) waits at every operation on a port. There it may be refused, miss the response,
 * or die: its continuations then never run again, while operations under way may still land, late.
 *
 * The same seed gives the same run: one thread, one order, no real clock.
 */
import type { Dice } from './dice.ts';
import type { Faults } from './faults.ts';

interface Event {
  at: number;
  order: number;
  run: () => unknown;
}

const SLOWEST_MS = 40;

export class Scheduler {
  /** When writes of dead processes took effect. */
  readonly landings = new Set<number>();
  now: number;
  events = 0;
  /** A line per event, for replays. */
  trace: string[] | undefined;
  readonly dice: Dice;
  readonly faults: Faults;
  #heap: Event[] = [];
  #order = 0;

  constructor(startsAt: number, dice: Dice, faults: Faults) {
    this.now = startsAt;
    this.dice = dice;
    this.faults = faults;
  }

  at(time: number, run: () => unknown): void {
    this.#order += 1;
    push(this.#heap, { at: Math.max(time, this.now), order: this.#order, run });
  }

  after(ms: number, run: () => unknown): void {
    this.at(this.now + ms, run);
  }

  log(line: () => string): void {
    this.trace?.push(`${new Date(this.now).toISOString()} ${line()}`);
  }

  /** True: no event is left. False: the limit was reached first. */
  async run(eventsMax: number): Promise<boolean> {
    for (;;) {
      const event = pop(this.#heap);
      if (!event) return true;
      if (this.events >= eventsMax) return false;
      this.events += 1;
      this.now = Math.max(this.now, event.at);
      await event.run();
      await settled();
    }
  }

  latency(): number {
    return this.dice.int(0, SLOWEST_MS);
  }
}

/** Lets all promises settle: microtasks run out before the event loop turns. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const before = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

function push(heap: Event[], event: Event): void {
  let i = heap.push(event) - 1;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (!before(event, heap[parent] as Event)) break;
    heap[i] = heap[parent] as Event;
    i = parent;
  }
  heap[i] = event;
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (!first || !last || heap.length === 0) return first;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1] as Event, heap[child] as Event)) child += 1;
    if (!before(heap[child] as Event, last)) break;
    heap[i] = heap[child] as Event;
    i = child;
  }
  heap[i] = last;
  return first;
}
