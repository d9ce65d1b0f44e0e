// The sender's decisions, one by one (I3, I4, I5, I6).
import { beforeEach, describe, expect, it } from 'vitest';
import type { Messages } from '../../../lib/channels/channels.ts';
import { Unavailable } from '../../../lib/ports/queue.ts';
import { HOUR, makeWorld, PROFILE, requestOf, T0, TIMEOUT_MS, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
const outcome = () => {
  const [first, ...more] = world.outcomes();
  expect(more).toEqual([]);
  return first;
};

describe('a send that goes out', () => {
  it('opens, renders, counts links and offers to unsubscribe', async () => {
    expect(await world.send(requestOf())).toBe('done');
    const [mail] = world.calls as Messages['email'][];
    expect(mail).toMatchObject({
      to: 'zoe@example.com',
      subject: 'Hi Zoë',
      tags: { sendId: requestOf().sendId },
    });
    const off = mail?.headers['List-Unsubscribe']?.slice(1, -1) ?? '';
    expect(mail?.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    expect(mail?.html).toContain(`<a href="${off}">off</a>`);
    expect(await world.vault.readToken(off.replace('https://l.example/u/', ''))).toMatchObject({
      k: 'u',
      p: PROFILE,
      s: requestOf().sendId,
      c: 'email',
      m: 'marketing',
    });
    const click = /href="https:\/\/l\.example\/c\/([^"]+)"/.exec(mail?.html ?? '')?.[1] ?? '';
    expect(await world.vault.readToken(click)).toMatchObject({
      k: 'c',
      u: 'https://shop.example/cart?a=1&b=2',
    });
    expect(mail?.html).toMatch(/<img src="https:\/\/l\.example\/o\/[^"]+"/);
  });
  it('reports to the journey, the books and the counters once', async () => {
    await world.send(requestOf());
    const { sendId } = requestOf();
    expect(outcome()).toMatchObject({
      sendId,
      status: 'sent',
      journey: 'cart-reminder',
      entry: 1,
      step: 'mail',
      visit: 0,
      template: 'mail',
    });
    expect(world.facts.items.map((item) => item.body)).toEqual([
      { type: 'send-cost', sendId, channel: 'email', at: T0, amount: 1000, currency: 'EUR', rev: 1 },
      { type: 'count', id: `${sendId}.sent`, channel: 'email', what: 'sent', at: T0 },
    ]);
    expect(await world.log.sumOfLease('lease-1')).toBe(1000);
  });
  it('keeps every plain address out of queues and records (I9)', async () => {
    await world.send(requestOf());
    const stored = JSON.stringify([
      world.log.records(),
      world.mailbox.items,
      world.facts.items,
      world.sends.items,
    ]);
    expect(stored).not.toContain('zoe');
    expect(stored).not.toContain('Zoë');
  });
  it('prices an SMS by its parts and caps the price of a part, in dollars', async () => {
    const event = { name: 'e', properties: { name: 'a'.repeat(200) }, occurredAt: T0 };
    await world.send(requestOf({ channel: 'sms', event }), 3);
    const [sms] = world.calls as Messages['sms'][];
    expect(sms).toMatchObject({
      to: '+4915112345678',
      maxPrice: { micros: 77_777, currency: 'USD' },
      promotional: true,
    });
    expect(world.log.records()[0]).toMatchObject({ cost: { micros: 140_000 } });
    expect(world.spender.batches).toEqual([{ micros: 280_000, currency: 'EUR' }]);
  });
  it('reaches the newest device', async () => {
    await world.send(requestOf({ channel: 'push' }));
    expect(world.calls as Messages['push'][]).toEqual([
      {
        to: 'device-token',
        platform: 'android',
        title: 'T',
        text: 'Product Added',
        url: 'https://shop.example/',
        data: { sendId: requestOf().sendId },
      },
    ]);
  });
  it('follows a redirect, with the keys that are still stored with the old profile', async () => {
    const old = 'a-BBBBBBBBBBBBBBBBBBBBBB';
    const sealing = await world.vault.begin();
    const name = sealing.seal('Tea of Zoë', 'text');
    await world.keys.put(old, sealing.keys());
    await world.write((state) => {
      state.redirect = PROFILE;
    }, old);
    await world.send(requestOf({ profile: old, event: { name: 'e', properties: { name }, occurredAt: T0 } }));
    expect(world.calls[0]).toMatchObject({
      to: 'zoe@example.com',
      html: expect.stringContaining('Tea of Zoë'),
    });
    expect(world.mailbox.items[0]).toMatchObject({ group: old, body: { profile: old } });
  });
});

describe("a provider's response", () => {
  it('rejected: failed, and the money is returned', async () => {
    world.answer = async () => ({ kind: 'rejected', reason: 'MessageRejected' });
    await world.send(requestOf());
    expect(outcome()).toMatchObject({ status: 'failed', reason: 'MessageRejected' });
    expect(world.spender.held).toBe(0);
    expect(await world.log.sumOfLease('lease-1')).toBe(0);
    expect(world.facts.items.map((item) => item.body.type)).toEqual(['count']);
  });
  it('rejected because of the address: suppressed before the mailbox gets it, for the next send too (I4)', async () => {
    world.answer = async () => ({ kind: 'rejected', reason: 'no address', fault: 'address' });
    world.mailbox.refuse = 1;
    await expect(world.send(requestOf())).rejects.toThrow(Unavailable);
    await world.send(requestOf({ visit: 1 }));
    expect(world.outcomes()).toMatchObject([{ status: 'refused', reason: 'bounced' }]);
    await world.send(requestOf());
    const messages = world.mailbox.items.flatMap((item) => item.body.messages);
    expect(messages).toMatchObject([
      { type: 'outcome', status: 'refused' },
      { type: 'receipt', event: 'bounced', address: world.hashes.email },
      { type: 'outcome', status: 'failed', reason: 'no address' },
    ]);
    expect(world.calls).toHaveLength(1);
  });
  it('rejected as opted out: a withdrawal from every purpose', async () => {
    world.answer = async () => ({ kind: 'rejected', reason: 'OPTED_OUT', fault: 'opted-out' });
    await world.send(requestOf({ channel: 'sms' }));
    expect(world.mailbox.items[0]?.body.messages).toMatchObject([
      {
        type: 'event',
        name: 'Consent Withdrawn',
        trust: 'provider',
        properties: { purpose: '*', channels: ['sms'] },
      },
    ]);
    expect(await world.blocks.read(PROFILE)).toMatchObject([
      { channel: 'sms', reason: 'withdrawn', purpose: '*' },
    ]);
  });
  it.each(['unknown', 'throws'] as const)('%s: unknown, paid for, never called again', async (kind) => {
    world.answer = async () => {
      if (kind === 'throws') throw new Error('socket hang up');
      return { kind: 'unknown', reason: 'timeout' };
    };
    await world.send(requestOf());
    await world.send(requestOf());
    expect(world.calls).toHaveLength(1);
    expect(world.outcomes().map((o) => o.status)).toEqual(['unknown', 'unknown']);
    expect(await world.log.sumOfLease('lease-1')).toBe(1000);
  });
  it('again: a new message later, as often as its day allows, then failed', async () => {
    world.answer = async () => ({ kind: 'again', reason: 'Throttling' });
    let request = requestOf();
    let tries = 0;
    for (; tries < 1000; tries++) {
      world.sends.items = [];
      expect(await world.send(request)).toBe('done');
      const [next] = world.sends.items;
      if (!next) break;
      expect(next.body.attempt).toBe(request.attempt + 1);
      expect(next.delaySeconds).toBeLessThanOrEqual(900);
      expect(world.spender.held).toBe(0);
      world.now += (next.delaySeconds ?? 0) * 1000;
      request = next.body;
    }
    expect(tries).toBeGreaterThan(80);
    expect(outcome()).toMatchObject({ status: 'failed', reason: 'Throttling' });
    expect(world.now).toBeLessThan(T0 + 24 * HOUR);
  });
  it('again, then accepted: consent and window are checked again', async () => {
    world.answer = async () => ({ kind: 'again', reason: 'Throttling' });
    await world.send(requestOf());
    await world.blocks.put(PROFILE, {
      channel: 'email',
      reason: 'withdrawn',
      purpose: '*',
      acceptedAt: T0,
      index: 0,
    });
    world.now += 20_000;
    await world.send(world.sends.items[0]?.body ?? requestOf());
    expect(world.calls).toHaveLength(1);
    expect(outcome()).toMatchObject({ status: 'refused', reason: 'no-consent' });
  });
});

describe('a redelivered message', () => {
  it('reports the outcome again without a call', async () => {
    await world.send(requestOf());
    await world.send(requestOf());
    expect(world.calls).toHaveLength(1);
    const [first, second] = world.mailbox.items;
    expect(second).toEqual(first);
  });
  it('is postponed while another process may be calling, then settled as unknown', async () => {
    let stuck: (value: { kind: 'accepted' }) => void = () => {};
    world.answer = () =>
      new Promise((resolve) => {
        stuck = resolve;
      });
    const first = world.send(requestOf());
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(world.calls).toHaveLength(1);
    expect(await world.send(requestOf())).toBe('busy');
    world.now += TIMEOUT_MS + 1;
    expect(await world.send(requestOf())).toBe('done');
    expect(outcome()?.status).toBe('unknown');
    // The slow process wakes after all: its result settles the record, and its message is redelivered to report it.
    stuck({ kind: 'accepted' });
    expect(await first).toBe('busy');
    expect(world.log.records()).toMatchObject([{ status: 'sent' }]);
    await world.send(requestOf());
    expect(world.outcomes().map((o) => o.status)).toEqual(['unknown', 'sent']);
    expect(world.calls).toHaveLength(1);
  });
  it('takes its cost back if the slow process proves that it was not accepted', async () => {
    let stuck: (value: { kind: 'rejected'; reason: string }) => void = () => {};
    world.answer = () =>
      new Promise((resolve) => {
        stuck = resolve;
      });
    const first = world.send(requestOf());
    await new Promise((resolve) => setTimeout(resolve, 5));
    world.now += TIMEOUT_MS + 1;
    await world.send(requestOf());
    stuck({ kind: 'rejected', reason: 'no such mailbox' });
    expect(await first).toBe('busy');
    expect(world.log.records()).toMatchObject([{ status: 'failed' }]);
    const costs = world.facts.items.flatMap(({ body }) => (body.type === 'send-cost' ? [body] : []));
    expect(costs.map(({ amount, rev }) => [amount > 0, rev])).toEqual([
      [true, 1],
      [false, 2],
    ]);
  });
  it('is itself the next attempt if the process that decided "again" died before queueing it', async () => {
    world.answer = async () => ({ kind: 'again', reason: 'Throttling' });
    world.sends.refuse = 1;
    await expect(world.send(requestOf())).rejects.toThrow(Unavailable);
    expect(await world.send(requestOf())).toBe('busy');
    world.now += 5_000;
    world.answer = async () => ({ kind: 'accepted' });
    expect(await world.send(requestOf())).toBe('done');
    expect(world.calls).toHaveLength(2);
    expect(outcome()?.status).toBe('sent');
  });
  it('stays in its queue while one of our queues does not take its outcome', async () => {
    world.mailbox.refuse = 1;
    await expect(world.send(requestOf())).rejects.toThrow(Unavailable);
    expect(await world.send(requestOf())).toBe('done');
    expect(world.calls).toHaveLength(1);
    expect(outcome()?.status).toBe('sent');
  });
  it('sends nothing a day later, even if the record is long gone', async () => {
    world.now = T0 + 91 * 24 * HOUR;
    await world.send(requestOf());
    expect(world.calls).toEqual([]);
  });
});
