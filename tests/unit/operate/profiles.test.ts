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
