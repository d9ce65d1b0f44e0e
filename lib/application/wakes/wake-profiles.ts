/**
 * The sweep that ends every wait (I7): each minute, every shard of the wake index, everything due up to a minute from
 * now.
 *
 * - A wake is handed out before the mark moves past it: after a crash in between it is handed out again, and waking
 *   twice is harmless.
 * - The mark moves over handed-out wakes only, so a wait that enters the index ahead of it is found next minute.
 * - A wake that is still in the index ten minutes after it was handed out is handed out again: it was lost. The same
 *   look back finds waits that entered the index behind the mark, ten to twenty minutes late at most. Nothing is
 *   handed out twice within ten minutes.
 * - A mass of wakes must not hide other mailboxes from SQS: none are handed out while the mailbox is deep. Shards
 *   take turns, one page each, so a flood in one shard does not delay the others.
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
  /** When this run must end (ms); the next run continues. */
  endsAt: number;
}

export interface Swept {
  handedOut: number;
  /** How many of these had been handed out before. */
  again: number;
  /** False: the time was up or the mailbox too deep; the marks record where to continue. */
  complete: boolean;
  /** How late the latest wake was, of those handed out for the first time. */
  lateMs: number;
}

interface Turn {
  shard: number;
  mark: WakeMark;
}

/** What one page handed out. `ahead`: not in the mailbox yet, so its depth does not include them. */
interface Dealt {
  handedOut: number;
  again: number;
  ahead: number;
  lateMs: number;
  more: boolean;
}

/**
 * Hands out what is due. Throws Unavailable when something could not be read or handed out, after trying all the
 * rest.
 */
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

/** The shards in turn, starting with another one each minute, and each with its mark. */
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

/** One page of one shard; first what lies behind the mark, if a look back is due. */
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
