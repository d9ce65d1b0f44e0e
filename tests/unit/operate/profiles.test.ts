import { describe, expect, test } from 'vitest';
import { ProfileId } from '../../../schemas/primitives.ts';
import { consentAndView, shopFiles, world } from './world.ts';

const HOUR = 3_600_000;
const ISO = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

async function shop() {
  const w = world();
  await w.ask('POST /v1/program/publish', { body: { files: await shopFiles() } });
  return w;
}

interface Profile {
  id: string;
  traits: Record<string, unknown>;
  consent: object[];
  journeys: { journey: string }[];
}
interface Timeline {
  items: { at: string; type: string; text: string }[];
  cursor?: string;
}
interface Why {
  profile: string;
  journeys: {
    journey: string;
    text?: string;
    decisions: { what: string; text: string; source?: object }[];
  }[];
}

describe('a profile', () => {
  test('is found by user, mail, phone and profile id, with sealed values masked', async () => {
    const w = await shop();
    await w.post(
      {
        type: 'identify',
        userId: 'ann',
        traits: { email: 'Ann@Example.com', phone: '+49 30 901820', plan: 'gold' },
      },
      ...consentAndView('ann').slice(1),
    );
    const id = (await w.ask<Profile>('GET /v1/profiles/{address}', { path: { address: 'user:ann' } })).body
      .id;
    expect(ProfileId.safeParse(id).success).toBe(true);
    for (const address of [
      id,
      'email:ann@example.com',
      'ann@example.com',
      'phone:+4930901820',
      '+4930901820',
      'ann',
    ]) {
      const { status, body } = await w.ask<Profile>('GET /v1/profiles/{address}', { path: { address } });
      expect(status, address).toBe(200);
      expect(body.id, address).toBe(id);
      const text = JSON.stringify(body);
      expect(text.toLowerCase()).not.toContain('ann@example.com');
      expect(text).not.toContain('901820');
      expect(text).not.toContain('$sealed');
    }
    const { body } = await w.ask<Profile>('GET /v1/profiles/{address}', { path: { address: id } });
    expect(body.traits['plan']).toBe('gold');
    expect(body.traits['email']).toMatch(/\*/);
    expect(body.consent).toMatchObject([
      { purpose: 'marketing', channel: 'email', given: true, source: 'checkout' },
    ]);
    expect(body.journeys.map(({ journey }) => journey)).toContain('welcome');
  });

  test('that is unknown is a 404', async () => {
    const w = await shop();
    const odd = [
      '',
      ':',
      'user:',
      'email:',
      'phone:',
      'phone:abc',
      'email:not mail',
      '+',
      '@',
      '😀',
      'x'.repeat(5000),
    ];
    for (const address of ['user:nobody', 'email:no@body.example', `u-${'x'.repeat(22)}`, ...odd])
      expect((await w.ask('GET /v1/profiles/{address}', { path: { address } })).status).toBe(404);
  });

  test('that was merged into another is shown as its survivor', async () => {
    const w = await shop();
    const view = { type: 'track', event: 'Product Viewed', properties: { product_id: 'p9' } };
    await w.post({ ...view, anonymousId: 'cookie-1', messageId: 'm1' });
    await w.post({ type: 'identify', userId: 'bea', anonymousId: 'cookie-1', messageId: 'm2', traits: {} });
    const { body } = await w.ask<Profile & { redirectedFrom: string[] }>('GET /v1/profiles/{address}', {
      path: { address: 'anonymous:cookie-1' },
    });
    const user = await w.ask<Profile>('GET /v1/profiles/{address}', { path: { address: 'user:bea' } });
    expect(body.id).toBe(user.body.id);
    expect(body.redirectedFrom).toHaveLength(1);
    const history = await w.ask<Timeline>('GET /v1/profiles/{address}/timeline', {
      path: { address: 'user:bea' },
    });
    expect(history.body.items.map(({ text }) => text).join('\n')).toContain('Product Viewed');
  });
});

describe('the timeline', () => {
  test('is newest first, and pages meet without gap or overlap, even with many entries at one moment', async () => {
    const w = await shop();
    for (let day = 0; day < 12; day += 1) {
      await w.post(
        ...Array.from({ length: 17 }, (_, n) => ({
          type: 'track',
          userId: 'ann',
          event: `E${day}-${n}`,
          messageId: `m${day}-${n}`,
          properties: { filler: `${day * 31 + n}-x-${n * 7919}` },
        })),
      );
      w.pass(HOUR);
    }
    const path = { address: 'user:ann' };
    const all = (
      await w.ask<Timeline>('GET /v1/profiles/{address}/timeline', { path, query: { limit: '500' } })
    ).body;
    expect(all.cursor).toBeUndefined();
    expect(all.items.filter(({ type }) => type === 'event')).toHaveLength(12 * 17);
    expect(all.items.at(-1)).toMatchObject({
      event: {
        occurredAt: expect.stringMatching(ISO),
        acceptedAt: expect.stringMatching(ISO),
        clientAt: null,
      },
    });
    expect(all.items.map(({ at }) => at)).toEqual(
      all.items
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
    for (const limit of ['1', '7', '50']) {
      const items: object[] = [];
      let cursor: string | undefined;
      do {
        const query = { limit, ...(cursor && { cursor }) };
        const page = (await w.ask<Timeline>('GET /v1/profiles/{address}/timeline', { path, query })).body;
        expect(page.items.length).toBeLessThanOrEqual(Number(limit));
        items.push(...page.items);
        cursor = page.cursor;
      } while (cursor);
      expect(items).toEqual(all.items);
    }
  });

  test('continues where it was, although more happened and the tail became a page meanwhile', async () => {
    const w = await shop();
    const track = (n: number) => ({
      type: 'track',
      userId: 'ann',
      event: `E${n}`,
      messageId: `m${n}`,
      properties: { filler: `${n * 7919}${n * 104729}` },
    });
    await w.post(...Array.from({ length: 10 }, (_, n) => track(n)));
    const path = { address: 'user:ann' };
    const first = (
      await w.ask<Timeline>('GET /v1/profiles/{address}/timeline', { path, query: { limit: '4' } })
    ).body;
    for (let n = 10; n < 60; n += 1) {
      w.pass(1000);
      await w.post(track(n));
    }
    const query = { limit: '500', cursor: first.cursor ?? '' };
    const rest = (await w.ask<Timeline>('GET /v1/profiles/{address}/timeline', { path, query })).body;
    const events = [...first.items, ...rest.items].flatMap(({ type, text }) =>
      type === 'event' ? [text.split(' ')[0]] : [],
    );
    expect(events).toEqual(Array.from({ length: 10 }, (_, n) => `E${9 - n}`));
  });

  test('refuses a foreign cursor or a limit out of bounds with a 400 that names the parameter', async () => {
    const w = await shop();
    await w.post(...consentAndView('ann'));
    const path = { address: 'user:ann' };
    for (const query of [{ cursor: 'x' }, { limit: '0' }, { limit: 'many' }] as Record<string, string>[]) {
      const { status, body } = await w.ask('GET /v1/profiles/{address}/timeline', { path, query });
      expect(status).toBe(400);
      expect(body['parameter']).toBe(Object.keys(query)[0]);
    }
  });

  test('shows no plain address and no sealed value (I9)', async () => {
    const w = await shop();
    await w.post(...consentAndView('ann'));
    const { body } = await w.ask('GET /v1/profiles/{address}/timeline', { path: { address: 'user:ann' } });
    expect(JSON.stringify(body)).not.toMatch(/ann@example\.com|\$sealed/);
  });
});

describe('why', () => {
  test('I8: a send is explained by rule, data and source, with its outcome', async () => {
    const w = await shop();
    await w.post(...consentAndView('ann'));
    const id = ProfileId.parse(
      (await w.ask<Profile>('GET /v1/profiles/{address}', { path: { address: 'user:ann' } })).body.id,
    );
    await w.outcome(id, 'sent');
    const path = { address: 'user:ann' };
    const { body } = await w.ask<Why>('GET /v1/profiles/{address}/why', {
      path,
      query: { journey: 'welcome' },
    });
    expect(body.journeys).toHaveLength(1);
    const decisions = body.journeys[0]?.decisions ?? [];
    expect(decisions.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['entered', 'sends', 'outcome']),
    );
    const text = decisions.map((each) => each.text).join('\n');
    expect(text).toContain('reachable by email');
    expect(text).toContain('consent for marketing by email');
    expect(text).toContain('checkout');
    expect(text).toContain('went out');
  });

  test('I8: an event that did not enter is explained with the value it met and the event itself', async () => {
    const w = await shop();
    await w.post(...consentAndView('ann').slice(0, 2), {
      type: 'track',
      userId: 'ann',
      messageId: 'cheap',
      event: 'Product Added',
      properties: { product_id: 'p1', price: 5 },
    });
    const { body } = await w.ask<Why>('GET /v1/profiles/{address}/why', {
      path: { address: 'user:ann' },
      query: { journey: 'cart-reminder' },
    });
    const [only] = body.journeys[0]?.decisions ?? [];
    expect(only?.what).toBe('not-entered');
    expect(only?.text).toMatch(
      /Did not enter: its condition did not hold.*property price is at least 20 \(it was 5\): no/,
    );
    expect(only?.source).toMatchObject({ event: 'Product Added', trust: 'server', properties: { price: 5 } });
  });

  test('I8: events of one batch that did not enter for the same reasons are one line with their number', async () => {
    const w = await shop();
    const cheap = (price: number) => ({
      type: 'track',
      userId: 'ann',
      event: 'Product Added',
      properties: { product_id: 'p1', price },
    });
    await w.post(...consentAndView('ann').slice(0, 2), cheap(4), cheap(5));
    const { body } = await w.ask<Why>('GET /v1/profiles/{address}/why', {
      path: { address: 'user:ann' },
      query: { journey: 'cart-reminder' },
    });
    const texts = body.journeys[0]?.decisions.map(({ text }) => text) ?? [];
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain('(it was 5): no (2 events that came together, recorded at the last)');
  });

  test('I8: a send refused for lack of consent is explained', async () => {
    const w = await shop();
    const [identify, , view] = consentAndView('ann');
    await w.post(identify ?? {}, view ?? {});
    w.pass(HOUR + 1000);
    const id = ProfileId.parse(
      (await w.ask<Profile>('GET /v1/profiles/{address}', { path: { address: 'user:ann' } })).body.id,
    );
    await w.wake(id);
    const { body } = await w.ask<Why>('GET /v1/profiles/{address}/why', { path: { address: 'user:ann' } });
    const cart = body.journeys.find(({ journey }) => journey === 'cart-reminder');
    expect(cart?.decisions.map(({ text }) => text).join('\n')).toContain('no consent that counts');
  });

  test('a journey that decided nothing is explained by what it waits for', async () => {
    const w = await shop();
    await w.post(...consentAndView('ann').slice(0, 1));
    const ask = async (journey: string) =>
      (
        await w.ask<Why>('GET /v1/profiles/{address}/why', {
          path: { address: 'user:ann' },
          query: { journey },
        })
      ).body.journeys[0];
    expect((await ask('cart-reminder'))?.text).toContain('"Product Added"');
    expect((await ask('welcome'))?.text).toContain('has not turned true');
    expect((await ask('no-such'))?.text).toContain('no journey of this name');
  });
});
