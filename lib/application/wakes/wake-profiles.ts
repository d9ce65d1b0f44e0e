/**
 * The sweep that ends every wait (I7): each minute, every shard of the wake index, everything up to a minute from now.
 *
 * - A wake goes out before the mark moves past it: a crash between hands it out again, and waking twice is harmless.
 * - The mark moves over what was handed out only, so a wait that comes into the index ahead of it is found next minute.
 * - What is still in the index ten minutes after it was handed out is handed out again: its wake was lost. The same look
 *   back finds what came into the index behind the mark, ten to twenty minutes late at most. Nothing goes out twice
 *   within ten minutes.
 * - A mass of wakes must not hide other mailboxes from SQS: none go out while the mailbox is deep. Shards take turns, a
 *   page each, so a flood in one does not keep the others waiting.
 */
import type { Timer } from '../../../schemas/effects.ts';
import type { WakeIndex } from '../../ports/profile-store.ts';
import { type Queue, Unavailable } from '../../ports/queue.ts';
import type { WakeMark, WakeMarks } from '../../ports/wake-marks.ts';

export const AHEAD_MS = 60_000;
export const AGAIN_MS = 10 * 60_000;
export const MAILBOX_DEPTH_MAX = 20_000;
const PAGE = 500;
const SHARDS_AT_ONCE = 8;
const PAUSE_MS = 1_000;

export interface Sweep {
  index: WakeIndex;
  marks: WakeMarks;
  timers: Queue<Timer>;
  /** Messages that wait in the mailbox. */
  depth(): Promise<number>;
  clock(): number;
  pause(ms: number): Promise<void>;
  /** When this run must end (ms): the rest is the next one's. */
  endsAt: number;
}

export interface Swept {
  handedOut: number;
  /** Of these, handed out before. */
  again: number;
  /** False: the time was up or the mailbox too deep; the marks know where to go on. */
  complete: boolean;
  /** How long after its time the latest went that was handed out for the first time. */
  lateMs: number;
}

interface Turn {
  shard: number;
  mark: WakeMark;
}

/** What one page handed out. `ahead`: not in the mailbox yet, so its depth does not tell of them. */
interface Dealt {
  handedOut: number;
  again: number;
  ahead: number;
  lateMs: number;
  more: boolean;
}

/** Hands out what is due. Throws Unavailable when something could not be read or handed out, after trying all the rest. */
export async function wakeProfiles(sweep: Sweep): Promise<Swept> {
  const until = sweep.clock() + AHEAD_MS;
  const turns = await begin(sweep);
  const swept: Swept = { handedOut: 0, again: 0, complete: true, lateMs: 0 };
  const failures: unknown[] = [];
  let ahead = 0;
  let depth = await sweep.depth();
  while (turns.length > 0 && sweep.clock() < sweep.endsAt) {
    const room = MAILBOX_DEPTH_MAX - ahead - depth;
    if (room <= 0) {
      await sweep.pause(PAUSE_MS);
      depth = await sweep.depth();
      continue;
    }
    const limit = Math.min(PAGE, Math.ceil(room / SHARDS_AT_ONCE));
    const now = turns.splice(0, SHARDS_AT_ONCE);
    const results = await Promise.allSettled(now.map((turn) => handOut(sweep, turn, until, limit)));
    const before = swept.handedOut;
    for (const [i, turn] of now.entries()) {
      const result = results[i];
      if (result?.status !== 'fulfilled') {
        failures.push(result?.reason);
        continue;
      }
      swept.handedOut += result.value.handedOut;
      swept.again += result.value.again;
      swept.lateMs = Math.max(swept.lateMs, result.value.lateMs);
      ahead += result.value.ahead;
      if (result.value.more) turns.push(turn);
    }
    if (swept.handedOut > before) depth = await sweep.depth();
  }
  swept.complete = turns.length === 0;
  if (failures.length > 0) throw new Unavailable('part of the sweep failed', { cause: failures[0] });
  return swept;
}

/** The shards in turn, each minute another one first, and each with its mark. */
async function begin({ marks, index, clock }: Sweep): Promise<Turn[]> {
  const at = clock();
  const stored = await marks.all();
  const first = Math.floor(at / AHEAD_MS);
  return Array.from({ length: index.shards }, (_, i) => {
    const shard = (first + i) % index.shards;
    return { shard, mark: lookBackIfDue(stored.get(shard), at) };
  });
}

function lookBackIfDue(mark: WakeMark | undefined, at: number): WakeMark {
  if (!mark) return { reached: 0, lookedBackAt: at, lookBackTo: 0 };
  if (mark.lookingBack || at - mark.lookedBackAt < AGAIN_MS) return mark;
  return { ...mark, lookedBackAt: at, lookBackTo: mark.reached, lookingBack: { to: mark.lookBackTo } };
}

/** One page of one shard: first of what lies behind the mark, if it is time for that. */
async function handOut(
  { index, marks, timers, clock }: Sweep,
  turn: Turn,
  until: number,
  limit: number,
): Promise<Dealt> {
  const { mark, shard } = turn;
  const back = mark.lookingBack;
  const { wakes, cursor } = await index.due(shard, back?.to ?? until, {
    after: back ? back.after : mark.cursor,
    limit,
  });
  const at = clock();
  const timersDue = wakes.map(({ profile, wakeAt }) => ({
    body: { v: 1 as const, profile, wakeAt },
    delaySeconds: Math.max(0, Math.floor((wakeAt - at) / 1000)),
  }));
  const notTaken = await timers.put(timersDue);
  if (notTaken.length > 0) throw new Unavailable(`${notTaken.length} wakes of shard ${shard} were not taken`);
  const last = wakes.length < limit;
  turn.mark = back ? movedBack(mark, back.to, last, cursor) : moved(mark, wakes.at(-1)?.wakeAt, cursor);
  if (back || wakes.length > 0) await marks.save(shard, turn.mark);
  return {
    handedOut: wakes.length,
    again: back ? wakes.length : 0,
    ahead: wakes.filter(({ wakeAt }) => wakeAt > at).length,
    lateMs: back ? 0 : Math.max(0, ...wakes.map(({ wakeAt }) => at - wakeAt)),
    more: !last || back !== undefined,
  };
}

const moved = (mark: WakeMark, reached: number | undefined, cursor: string | undefined): WakeMark =>
  reached === undefined ? mark : { ...mark, cursor, reached };

function movedBack(
  { lookingBack: _, ...mark }: WakeMark,
  to: number,
  last: boolean,
  after: string | undefined,
): WakeMark {
  return last ? mark : { ...mark, lookingBack: { after, to } };
}
