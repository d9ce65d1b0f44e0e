// Properties of the fold for any input: batches may be cut anywhere, and every message may arrive twice.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldBatch } from '../../../lib/domain/actor/fold.ts';
import { step } from '../../../lib/domain/actor/step.ts';
import type { HistoryEntry } from '../../../lib/domain/profile/history.ts';
import type { ProfileState } from '../../../lib/domain/profile/state.ts';
import { newProfile } from '../../../lib/domain/profile/state.ts';
import { compileProgram } from '../../../lib/domain/program/compile.ts';
import type { EventMessage, MailboxMessage } from '../../../schemas/mailbox.ts';
import { tour } from '../../support/steps/steps.ts';
import {
  consent,
  event,
  HOUR,
  identify,
  MINUTE,
  programOf,
  sealed,
  T0,
  USER,
  wake,
} from '../../unit/domain/person.ts';

const program = compileProgram(
  programOf({
    cart: {
      enter: { on: 'Cart', if: { did: 'View', within: 'P2D' }, reenter: { after: 'PT30M' } },
      exit: [{ on: 'Order' }],
      start: 'pause',
      steps: { pause: { wait: 'PT20M', next: 'mail' }, mail: { send: 'email', template: 'mail' } },
    },
    quiet: {
      enter: {
        when: { all: [{ did: 'View' }, { not: { did: 'View', within: 'PT1H' } }] },
        reenter: { after: 'PT1H' },
      },
      start: 'note',
      steps: { note: { send: 'push', template: 'note' } },
    },
    hesitation: {
      enter: {
        on: 'View',
        if: { did: 'View', same: 'product', times: { gte: 2 }, within: 'PT10M' },
        reenter: { after: 'PT5M' },
      },
      start: 'sms',
      steps: { sms: { send: 'sms', template: 'text' } },
    },
    tour: { enter: { on: 'Order', reenter: { after: 'PT1H' } }, ...tour({ did: 'View' }, 0) },
  }),
  1,
);

/** Minutes between messages, and the messages. */
const messages = fc
  .array(
    fc.record({
      after: fc.integer({ min: 0, max: 90 }),
      late: fc.integer({ min: 0, max: 120 }),
      what: fc.constantFrom('View', 'Cart', 'Order', 'identify', 'yes', 'no', 'poison', 'wake'),
      product: fc.constantFrom('a', 'b'),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((list) => {
    let at = T0;
    return list.map(({ after, late, what, product }, i) => {
      at += after * MINUTE;
      return {
        at,
        message: { ...messageOf(what, at, at - late * MINUTE, product), id: `m${i}` } as MailboxMessage,
      };
    });
  });

function messageOf(what: string, at: number, occurredAt: number, product: string): MailboxMessage {
  switch (what) {
    case 'identify':
      return identify(
        at,
        { email: sealed('m'), [product]: at },
        { context: { device: { token: sealed('t') } } },
      );
    case 'yes':
    case 'no':
      return consent(what === 'yes', at, { occurredAt });
    case 'poison':
      return consent(true, at, { properties: { purpose: 7 } });
    case 'wake':
      return wake(at);
    default:
      return event(what, at, { occurredAt, properties: { product } });
  }
}

interface World {
  state: ProfileState;
  tail: HistoryEntry[];
  effects: unknown[];
}

function foldAll(batches: MailboxMessage[][], now: (batch: number) => number): World {
  let world: World | undefined;
  batches.forEach((batch, i) => {
    const folded = foldBatch({
      program,
      profile: USER,
      before: world,
      messages: batch,
      now: now(i),
      inPages: new Set(),
    });
    world = {
      state: folded.state,
      tail: folded.tail,
      effects: [
        ...(world?.effects ?? []),
        ...folded.state.out.effects.filter(({ type }) => type !== 'timer'),
      ],
    };
  });
  return world as World;
}

/** How many refusals share one entry depends on the batch; how many there are of a kind does not. */
function refusals(tail: readonly HistoryEntry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const entry of tail) {
    if (entry.type !== 'journey' || entry.what !== 'not-entered') continue;
    const kind = JSON.stringify([entry.journey, entry.reason, entry.why?.map(({ held }) => held)]);
    counts.set(kind, (counts.get(kind) ?? 0) + (entry.times ?? 1));
  }
  return counts;
}

const bare = ({ state, tail, effects }: World) => {
  const { out: _, wakeAt: __, timerAt: ___, ...rest } = state;
  const others = tail.filter((entry) => entry.type !== 'journey' || entry.what !== 'not-entered');
  return { state: rest, tail: others, refusals: refusals(tail), effects };
};

const cutsOf = <T>(list: T[], cuts: number[]): T[][] => {
  const places = [...new Set(cuts.map((cut) => cut % list.length))].sort((a, b) => a - b);
  return [0, ...places]
    .map((from, i) => list.slice(from, places[i] ?? list.length))
    .filter((part) => part.length > 0);
};

describe('the fold', () => {
  it('gives the same result wherever batches are cut', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.nat(), { maxLength: 8 }), (list, cuts) => {
        const all = list.map(({ message }) => message);
        const end = (list.at(-1)?.at ?? T0) + MINUTE;
        expect(bare(foldAll(cutsOf(all, cuts), () => end))).toEqual(bare(foldAll([all], () => end)));
      }),
    );
  });

  it('takes nothing in twice, wherever repeats arrive', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 20 }), (list, repeats) => {
        const all = list.map(({ message }) => message).filter(({ type }) => type !== 'wake');
        if (!all.length) return;
        const noisy = [...all];
        for (const [which, where] of repeats) {
          const from = which % all.length;
          const message = all[from] as MailboxMessage;
          const earliest = noisy.indexOf(message) + 1;
          noisy.splice(earliest + (where % (noisy.length - earliest + 1)), 0, structuredClone(message));
        }
        const end = (list.at(-1)?.at ?? T0) + MINUTE;
        expect(bare(foldAll([noisy], () => end))).toEqual(bare(foldAll([all], () => end)));
      }),
    );
  });

  it('always knows its next wake, and its history never goes back in time', () => {
    fc.assert(
      fc.property(messages, (list) => {
        const world = foldAll(
          list.map(({ message }) => [message]),
          (i) => list[i]?.at ?? T0,
        );
        const waits = Object.values(world.state.journeys).filter(({ phase }) => phase !== 'done');
        for (const { wakeAt } of waits) expect(world.state.wakeAt).toBeLessThanOrEqual(wakeAt as number);
        world.tail.forEach(({ t }, i) => {
          expect(t).toBeGreaterThanOrEqual(world.tail[i - 1]?.t ?? 0);
        });
      }),
    );
  });

  it('decides to send under one id once', () => {
    fc.assert(
      fc.property(messages, (list) => {
        const { effects } = foldAll(
          list.map(({ message }) => [message]),
          (i) => list[i]?.at ?? T0,
        );
        const ids = effects.flatMap((effect) => {
          const { type, request } = effect as { type: string; request: { sendId: string } };
          return type === 'send' ? [request.sendId] : [];
        });
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});

describe('step', () => {
  it('does not modify its input, and gives the same result again', () => {
    fc.assert(
      fc.property(messages, (list) => {
        let state = newProfile(USER);
        for (const { message, at } of list) {
          if (isPoison(message)) continue;
          const before = structuredClone(state);
          const first = step(program, state, message, at);
          expect(state).toEqual(before);
          expect(step(program, state, message, at)).toEqual(first);
          state = first.state;
        }
      }),
      { numRuns: 30 },
    );
  });

  it('throws on an unprocessable message', () => {
    expect(() => step(program, newProfile(USER), messageOf('poison', T0, T0, ''), T0 + HOUR)).toThrow();
  });
});

const isPoison = (message: MailboxMessage): boolean =>
  message.type === 'event' && (message as EventMessage).properties.purpose === 7;
