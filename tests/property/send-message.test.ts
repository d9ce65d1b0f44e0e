// I3, for a process that dies at any await, for concurrent copies, for providers that respond in any manner: at most
// one call that may have reached a person, and in the end an outcome that agrees with the record.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SenderPorts } from '../../lib/application/send/send-message.ts';
import type { ProviderAnswer } from '../../lib/ports/provider.ts';
import type { SendRequest } from '../../schemas/effects.ts';
import { makeWorld, requestOf, TIMEOUT_MS, type World } from '../unit/sending/world.ts';

/** SQS redelivers a message this long after a process took it and died. */
const VISIBILITY_MS = 6 * TIMEOUT_MS;

interface Death {
  /** Which await of the process, counted from 0. */
  at: number;
  /** Whether the request took effect before the death. */
  done: boolean;
}

/** Ports of a process that dies at one await: it gets no response, and runs no further. */
function mortal(
  ports: SenderPorts,
  death: Death | undefined,
  yields: () => number,
): { ports: SenderPorts; died: Promise<'died'>; calls: () => number } {
  let calls = 0;
  let die: (value: 'died') => void = () => {};
  const died = new Promise<'died'>((resolve) => {
    die = resolve;
  });
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const method = Reflect.get(target, name) as unknown;
        if (typeof method !== 'function' || name === 'giveBack')
          return typeof method === 'function' ? method.bind(target) : method;
        return async (...args: unknown[]) => {
          const mine = calls++;
          for (let turns = yields(); turns > 0; turns -= 1) await Promise.resolve();
          if (death?.at === mine) {
            if (death.done) await (method.apply(target, args) as Promise<unknown>);
            die('died');
            return new Promise(() => {});
          }
          return method.apply(target, args) as unknown;
        };
      },
    });
  const { profiles, keys, blocks, vault, log, spender, mailbox, facts, sends, providers } = ports;
  const wrapped: SenderPorts = {
    ...ports,
    profiles: wrap(profiles),
    keys: wrap(keys),
    blocks: wrap(blocks),
    vault: wrap(vault),
    log: wrap(log),
    spender: wrap(spender),
    mailbox: wrap(mailbox),
    facts: wrap(facts),
    sends: wrap(sends),
    providers: { ...providers, email: wrap(providers.email) },
  };
  return { ports: wrapped, died, calls: () => calls };
}

interface Copy {
  request: SendRequest;
  visibleAt: number;
}

/** Runs the queue to its end. `deaths` are used up, one per delivery; `together` lets due copies run concurrently. */
async function runQueue(
  world: World,
  copies: Copy[],
  deaths: (Death | undefined)[],
  yields: () => number,
): Promise<number> {
  const real = world.ports;
  let awaits = 0;
  for (let deliveries = 0; copies.length > 0; ) {
    if (deliveries > 300) throw new Error('does not come to an end');
    const next = Math.min(...copies.map((copy) => copy.visibleAt));
    world.now = Math.max(world.now, next);
    const due = copies.filter((copy) => copy.visibleAt <= world.now);
    for (const copy of due) copy.visibleAt = world.now + VISIBILITY_MS;
    await Promise.all(
      due.map(async (copy) => {
        deliveries += 1;
        const process = mortal(real, deaths.shift(), yields);
        world.ports = process.ports;
        const result = await Promise.race([
          world.send(copy.request).catch(() => 'failed' as const),
          process.died,
        ]);
        awaits = Math.max(awaits, process.calls());
        if (result === 'done') copies.splice(copies.indexOf(copy), 1);
      }),
    );
    world.ports = real;
    for (const { body, delaySeconds = 0 } of world.sends.items.splice(0))
      copies.push({ request: body, visibleAt: world.now + delaySeconds * 1000 });
  }
  return awaits;
}

/**
 * Gives these answers in turn, then accepts. Counts what a call may have done to a person, outside the code under
 * test.
 */
function scripted(world: World, answers: ProviderAnswer['kind'][]): { reached: () => number } {
  let reached = 0;
  world.answer = async () => {
    const kind = answers.shift() ?? 'accepted';
    if (kind === 'accepted' || kind === 'unknown') reached += 1;
    return kind === 'accepted' ? { kind } : { kind, reason: kind };
  };
  return { reached: () => reached };
}

function judge(world: World, reached: number): void {
  expect(reached).toBeLessThanOrEqual(1);
  const [record, ...more] = world.log.records();
  expect(more).toEqual([]);
  expect(['sent', 'failed', 'unknown', 'refused']).toContain(record?.status);
  expect(world.outcomes().at(-1)?.status).toBe(record?.status);
  // A send that reached a person is never recorded as refused or failed, and is in the books.
  if (reached > 0) expect(['sent', 'unknown']).toContain(record?.status);
  const booked = world.facts.items.some((item) => item.body.type === 'send-cost');
  expect(booked).toBe(record?.status === 'sent' || record?.status === 'unknown');
}

describe('the sender', () => {
  it.each([
    ['accepted', []],
    ['again, then accepted', ['again']],
    ['rejected', ['rejected']],
    ['unknown', ['unknown']],
  ] as [string, ProviderAnswer['kind'][]][])(
    'survives one death at every await, whether or not the request took effect: %s',
    async (_, answers) => {
      const plain = await makeWorld();
      scripted(plain, [...answers]);
      const awaits = await runQueue(plain, [{ request: requestOf(), visibleAt: plain.now }], [], () => 0);
      expect(awaits).toBeGreaterThan(10);
      for (let first = 0; first < 3; first += 1)
        for (let at = 0; at <= awaits; at += 1)
          for (const done of [false, true]) {
            const world = await makeWorld();
            const { reached } = scripted(world, [...answers]);
            // The death may meet the first, second or third delivery.
            const deaths = [...Array.from({ length: first }, () => undefined), { at, done }];
            await runQueue(world, [{ request: requestOf(), visibleAt: world.now }], deaths, () => 0);
            judge(world, reached());
          }
    },
  );

  it('survives repeated deaths, with concurrent copies and any answers', async () => {
    const death = fc.option(fc.record({ at: fc.nat(25), done: fc.boolean() }), { nil: undefined });
    const answer = fc.constantFrom<ProviderAnswer['kind']>(
      'accepted',
      'again',
      'again',
      'rejected',
      'unknown',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(death, { maxLength: 12 }),
        fc.array(answer, { maxLength: 6 }),
        fc.array(fc.nat(2 * VISIBILITY_MS), { minLength: 1, maxLength: 3 }),
        fc.infiniteStream(fc.nat(6)),
        async (deaths, answers, delays, turns) => {
          const world = await makeWorld();
          const { reached } = scripted(world, [...answers]);
          const copies = delays.map((delay, i) => ({
            request: requestOf(),
            visibleAt: world.now + (i === 0 ? 0 : delay % 3 === 0 ? 0 : delay),
          }));
          await runQueue(world, copies, [...deaths], () => turns.next().value as number);
          judge(world, reached());
        },
      ),
      { numRuns: 250 },
    );
  }, 60_000);
});
