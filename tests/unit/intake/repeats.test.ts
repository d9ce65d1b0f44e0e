// From the door to the profile: what is posted again without a messageId, and when it is a new event.
import { describe, expect, test } from 'vitest';
import { mailboxOf } from '../../../lib/domain/intake/to-event.ts';
import { actorWorld, DAY, HOUR, MINUTE, programOf, SECOND } from '../actor/world.ts';
import { NOW, openDoor } from './door.ts';

async function shop() {
  const door = openDoor();
  const world = actorWorld();
  await world.publish(
    programOf([
      {
        id: 'looks',
        purpose: 'marketing',
        enter: { on: 'Never', if: { did: 'Product Viewed' } },
        start: 'pause',
        steps: { pause: { wait: 'PT1H' } },
      },
    ]),
  );
  door.time.now = world.now;
  const profile = mailboxOf({ userId: 'ana' } as Parameters<typeof mailboxOf>[0], await door.vault.begin());
  const deliver = async (body: unknown) => world.deliver(profile, JSON.stringify(body));
  const shop = {
    door,
    pass: (ms: number) => {
      world.now += ms;
      door.time.now += ms;
    },
    /** Posts, and lets the profile take it in; `lost`: the client got no answer. */
    async post(body: object, headers: Record<string, string> = {}, key = 'server-key') {
      const { status, body: answer } = await door.post({
        key,
        path: '/v1/batch',
        body: { batch: [{ userId: 'ana', ...body }] },
        headers,
      });
      expect({ status, rejected: answer.rejected }).toEqual({ status: 200, rejected: [] });
      for (const { body: envelope } of door.mailbox.taken.splice(0)) {
        expect(await deliver(envelope)).toEqual([]);
        // The queue delivers at least once.
        expect(await deliver(envelope)).toEqual([]);
      }
    },
    state: () => world.state(profile),
    async views() {
      const { counters } = await world.state(profile);
      return Object.values(counters).map((counter) => ('total' in counter ? counter.total : undefined))[0];
    },
    async consents() {
      const { consent } = await world.state(profile);
      const { yes, no } = consent['marketing']?.['email'] ?? {};
      return { yes: yes?.acceptedAt, no: no?.acceptedAt };
    },
  };
  return shop;
}

const viewed = { type: 'track', event: 'Product Viewed', properties: { product_id: 'p' } };
const consent = (event: string) => ({
  type: 'track',
  event,
  properties: { purpose: 'marketing', channels: ['email'], source: 'account' },
});
const [yes, no] = [consent('Consent Given'), consent('Consent Withdrawn')];

describe('the same content without a messageId', () => {
  test('is one event for ten minutes, then another', async () => {
    const ana = await shop();
    for (const ms of [0, 30 * SECOND, 9 * MINUTE]) {
      ana.pass(ms);
      await ana.post(viewed);
      expect(await ana.views()).toBe(1);
    }
    ana.pass(11 * MINUTE);
    await ana.post(viewed);
    expect(await ana.views()).toBe(2);
  });

  test('an equal view the next day counts, however many events came between', async () => {
    const ana = await shop();
    await ana.post(viewed);
    for (let i = 0; i < 120; i += 1) {
      ana.pass(10 * MINUTE);
      await ana.post({ ...viewed, event: 'Something Else', messageId: `m${i}` });
    }
    ana.pass(9 * MINUTE);
    await ana.post(viewed);
    expect(await ana.views()).toBe(2);
    await ana.post(viewed);
    expect(await ana.views()).toBe(2);
  });

  test('under one Idempotency-Key is one event for a day', async () => {
    const ana = await shop();
    const headers = { 'Idempotency-Key': 'try-7' };
    for (const ms of [0, HOUR, 22 * HOUR]) {
      ana.pass(ms);
      await ana.post(viewed, headers);
      expect(await ana.views()).toBe(1);
    }
    ana.pass(26 * HOUR);
    await ana.post(viewed, headers);
    expect(await ana.views()).toBe(2);
  });

  test('under one Idempotency-Key another event is another event', async () => {
    const ana = await shop();
    const headers = { 'Idempotency-Key': 'a client that never changes it' };
    await ana.post({ ...viewed, event: 'Checkout Started' }, headers);
    await ana.post(viewed, headers);
    expect(await ana.views()).toBe(1);
  });
});

describe('what a page posts', () => {
  test.each([
    ['under its messageId', { messageId: 'n-1' }],
    ['in its words', { timestamp: '2026-11-20T10:00:00.000Z' }],
  ])('%s makes nothing of a server a repeat, and is itself one event', async (_how, same) => {
    const ana = await shop();
    await ana.post({ ...viewed, ...same }, {}, 'browser-key');
    await ana.post({ ...viewed, ...same }, {}, 'browser-key');
    expect(await ana.views()).toBe(1);
    await ana.post({ ...viewed, ...same });
    expect(await ana.views()).toBe(2);
  });

  test('does not keep a withdrawal from being heard', async () => {
    const ana = await shop();
    await ana.post(yes);
    await ana.post({ ...viewed, messageId: 'n-1' }, {}, 'browser-key');
    ana.pass(SECOND);
    await ana.post({ ...no, messageId: 'n-1' });
    expect((await ana.consents()).no).toBe(ana.door.time.now);
    expect(await ana.door.blocks.read((await ana.state()).id)).toHaveLength(1);
  });
});

describe('traits that change and change back', () => {
  const inCity = (city: string) => ({ type: 'identify', traits: { city } });
  const at = (email: string) => ({ type: 'identify', traits: { email } });

  test.each([0, MINUTE, DAY])('end where they were set last, %i ms apart', async (ms) => {
    const ana = await shop();
    for (const city of ['Berlin', 'Bonn', 'Berlin']) {
      await ana.post(inCity(city));
      ana.pass(ms);
    }
    expect((await ana.state()).traits['city']).toBe('Berlin');
  });

  test('so does an address', async () => {
    const ana = await shop();
    await ana.post(at('old@example.com'));
    const old = (await ana.state()).traits['email'];
    await ana.post(at('new@example.com'));
    await ana.post(at('old@example.com'));
    expect((await ana.state()).traits['email']).toMatchObject({ m: (old as { m: string }).m });
  });

  test('the same traits again within ten minutes are one event', async () => {
    const ana = await shop();
    await ana.post(inCity('Bonn'));
    const { seen } = await ana.state();
    ana.pass(MINUTE);
    await ana.post(inCity('Bonn'));
    expect((await ana.state()).seen).toEqual(seen);
  });
});

describe('a withdrawal without a messageId always counts', () => {
  test.each([
    ['at once', 0, {}],
    ['within the minute', SECOND, {}],
    ['three days later', 3 * DAY, {}],
    ['under an Idempotency-Key that never changes', HOUR, { 'Idempotency-Key': 'constant' }],
  ])('%s', async (_when, ms, headers) => {
    const ana = await shop();
    await ana.post({ ...yes, messageId: 'y1' });
    ana.pass(ms);
    await ana.post(no, headers);
    ana.pass(ms);
    await ana.post({ ...yes, messageId: 'y2' });
    ana.pass(ms);
    await ana.post(no, headers);
    expect((await ana.consents()).no).toBe(ana.door.time.now);
    expect((await ana.door.blocks.read((await ana.state()).id))[0]).toMatchObject({
      reason: 'withdrawn',
      acceptedAt: ana.door.time.now,
    });
  });

  test('a consent counts again after ten minutes, and not before: a late retry must not undo a no', async () => {
    const ana = await shop();
    await ana.post(yes);
    ana.pass(MINUTE);
    await ana.post({ ...no, messageId: 'n1' });
    ana.pass(MINUTE);
    await ana.post(yes);
    expect((await ana.consents()).yes).toBeLessThan((await ana.consents()).no ?? 0);
    ana.pass(11 * MINUTE);
    await ana.post(yes);
    expect((await ana.consents()).yes).toBe(ana.door.time.now);
  });

  test.each([
    [
      'preferences beside traits',
      {
        type: 'identify',
        traits: { city: 'Bonn' },
        context: { consent: { categoryPreferences: { marketing: true } } },
      },
      { type: 'identify', traits: { city: 'Berlin' } },
    ],
    [
      'a consent beside other preferences',
      { ...yes, context: { consent: { categoryPreferences: { news: false } } } },
      { ...consent('Consent Given'), properties: { purpose: 'news' } },
    ],
  ])(
    'a yes in a retry that says something else too must not undo a no: %s',
    async (_what, first, between) => {
      const ana = await shop();
      for (const headers of [{}, { 'Idempotency-Key': 'try-1' }] as Record<string, string>[]) {
        await ana.post(first, headers);
        ana.pass(SECOND);
        await ana.post({ ...between, messageId: `m-${ana.door.time.now}` });
        await ana.post(no);
        const { no: said } = await ana.consents();
        ana.pass(SECOND);
        await ana.post(first, headers);
        const { yes: heard = 0 } = await ana.consents();
        expect(heard).toBeLessThan(said ?? 0);
        ana.pass(DAY * 2);
      }
    },
  );

  test('a browser that says no again in the same words is heard', async () => {
    const ana = await shop();
    const page = (marketing: boolean) => ({
      type: 'page',
      context: { consent: { categoryPreferences: { marketing } } },
    });
    for (const marketing of [true, false, true, false]) {
      await ana.post(page(marketing));
      ana.pass(SECOND);
    }
    const heard = await ana.consents();
    expect(heard.no).toBeGreaterThan(heard.yes ?? NOW);
  });
});
