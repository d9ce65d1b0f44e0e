// Why a person got a message, or did not: what operators read of it.
import { describe, expect, test } from 'vitest';
import { ProfileId } from '../../../schemas/primitives.ts';
import { consentAndView, shopFiles, world } from './world.ts';

const HOUR = 3_600_000;

async function shop() {
  const w = world();
  await w.ask('POST /v1/program/publish', { body: { files: await shopFiles() } });
  return w;
}

interface Profile {
  id: string;
}
interface Why {
  profile: string;
  journeys: {
    journey: string;
    text?: string;
    decisions: { what: string; text: string; source?: object }[];
  }[];
}

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
  });

  test('about a journey that there is not is a 404 which names those there are', async () => {
    const w = await shop();
    await w.post(...consentAndView('ann').slice(0, 1));
    const ask = (journey: string) =>
      w.ask('GET /v1/profiles/{address}/why', { path: { address: 'user:ann' }, query: { journey } });
    expect(await ask('welcom')).toMatchObject({
      status: 404,
      body: {
        pointer: '/journey',
        detail:
          'The live program has no journey "welcom"; did you mean "welcome"? Its journeys: browse-coupon, cart-reminder, hesitation, welcome.',
      },
    });
    const odd = await ask('ann@example.com');
    expect(odd.status).toBe(404);
    expect(JSON.stringify(odd.body)).not.toContain('ann@');
  });

  test('about a journey that was removed shows what it decided', async () => {
    const w = await shop();
    await w.post(...consentAndView('ann'));
    await w.ask('DELETE /v1/journeys/{id}', { path: { id: 'cart-reminder' } });
    const answer = await w.ask<Why>('GET /v1/profiles/{address}/why', {
      path: { address: 'user:ann' },
      query: { journey: 'cart-reminder' },
    });
    expect(answer.body.journeys).toMatchObject([
      { journey: 'cart-reminder', decisions: [{ what: 'entered' }, {}] },
    ]);
  });
});
