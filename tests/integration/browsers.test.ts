// SDKs for browsers, unmodified and in a real browser: the snippets of docs/guides/browsers.md, beacons and retries.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { BACKEND, BrowserShop } from '../support/browser-shop.ts';
import { NO_CHROMIUM } from '../support/chromium.ts';
import { type Backend, onEachDatabase } from './backend.ts';

const KEY = 'local-browser-key';
const GUIDE = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'guides', 'browsers.md'), 'utf8');

/** The guide's snippet for a package, with what it declares made reachable for a test. */
function snippet(of: string): string {
  const blocks = [...GUIDE.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code ?? '');
  const [code, ...more] = blocks.filter((each) => each.includes(`from '${of}`));
  if (code === undefined || more.length > 0) throw new Error(`The guide needs one snippet for ${of}.`);
  return `${code.replaceAll('YOUR_BROWSER_KEY', KEY)}\nObject.assign(globalThis, { analytics, saveConsent });\n`;
}

const withBeacon = (code: string): string => code.replace('configUrl:', 'useBeacon: true, configUrl:');
const RUDDER = snippet('@rudderstack/analytics-js');
const RUDDER_FORMER = snippet('rudder-sdk-js');
const SEGMENT = snippet('@segment/analytics-next');

const BATCHING = `{ integrations: { 'Segment.io': {
  apiHost: '${BACKEND}/v1'.replace('http://', ''), protocol: 'http',
  deliveryStrategy: { strategy: 'batching', config: { size: 10, timeout: 600000 } },
} } }`;

const PAGES = {
  rudder: RUDDER,
  'rudder-lite': RUDDER.replace('/bundled', '/lite'),
  'rudder-former': RUDDER_FORMER,
  segment: SEGMENT,
  'rudder-beacon': withBeacon(RUDDER),
  'rudder-former-beacon': withBeacon(RUDDER_FORMER),
  'segment-batching': SEGMENT.replace('\n});\nanalytics.page', `\n}, ${BATCHING});\nanalytics.page`),
  'rudder-consents': RUDDER.replace(
    'configUrl:',
    `consentManagement: { enabled: true, provider: 'custom', allowedConsentIds: ['marketing'] }, configUrl:`,
  ),
  'rudder-unknown': RUDDER.replace(KEY, 'unknown-key'),
  plain: '',
};
type Name = keyof typeof PAGES;

interface Profile {
  traits: Record<string, unknown>;
  consent: { purpose: string; given: boolean }[];
  journeys: { journey: string }[];
}

const VIEWED = `analytics.track('Product Viewed', { product_id: 'p1', price: 30 })`;
const viewedOnce = expect.arrayContaining([expect.objectContaining({ journey: 'browse-coupon' })]);

async function until(look: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(look()).toBe(true), { timeout: 30_000, interval: 20 });
}

async function profileOf(backend: Backend, address: string): Promise<Profile> {
  await backend.idle();
  return (await backend.as<Profile>('viewer', 'GET', `/v1/profiles/${encodeURIComponent(address)}`)).body;
}

const ANONYMOUS: Record<string, string> = {
  rudder: 'analytics.getAnonymousId()',
  segment: 'analytics.user().then((user) => user.anonymousId())',
};
const anonymousIn = (page: Page, name: string): Promise<string> =>
  page.evaluate<string>(ANONYMOUS[name.startsWith('segment') ? 'segment' : 'rudder'] ?? '');

if (NO_CHROMIUM) test('SDKs in a browser', ({ skip }) => skip(NO_CHROMIUM));
else onEachDatabase(suite, { only: 'first' });

function suite(backend: Backend): void {
  const shop = new BrowserShop(() => backend.url);
  beforeAll(() => shop.open(PAGES));
  afterAll(() => shop.close());
  beforeEach(() => {
    shop.asked.length = 0;
    shop.complaints.length = 0;
  });

  /** Runs it in the page, and waits until so many posts to the path were answered. */
  async function posting(page: Page, script: string, path: string, count = 1): Promise<void> {
    const before = shop.posts(path).length;
    await page.evaluate(script);
    await until(() => shop.posts(path).length >= before + count);
  }

  const taken = () =>
    shop.asked
      .filter(({ method }) => method === 'POST')
      .map(({ status, answer }) => ({ status, ...JSON.parse(answer || '{}') }));

  describe.each<[Name, 'full' | 'short']>([
    ['rudder', 'full'],
    ['rudder-lite', 'full'],
    ['rudder-former', 'full'],
    ['segment', 'short'],
  ])('the snippet of the guide: %s', (name, paths) => {
    const path = (call: string) => `/v1/${paths === 'full' ? call : call[0]}`;

    test('posts what the visitor does, which is then in the profile', async () => {
      const page = await shop.visit(name);
      await until(() => shop.posts(path('page')).length > 0);
      await posting(page, VIEWED, path('track'));
      await posting(page, 'saveConsent({ marketing: true, statistics: true })', path('track'));
      const anonymous = await anonymousIn(page, name);
      const before = await profileOf(backend, `anonymous:${anonymous}`);
      expect(before.journeys).toEqual(viewedOnce);
      expect(new Set(before.consent.map(({ purpose, given }) => `${purpose} ${given}`))).toEqual(
        new Set(['marketing true']),
      );

      await posting(page, `analytics.identify('${name}-user', { plan: 'gold' })`, path('identify'));
      const after = await profileOf(backend, `user:${name}-user`);
      expect(after).toMatchObject({ traits: { plan: 'gold' }, journeys: viewedOnce });

      await posting(page, 'saveConsent({ marketing: false })', path('track'));
      const { consent } = await profileOf(backend, `user:${name}-user`);
      expect(consent.map(({ given }) => given)).toEqual([false, false, false]);

      for (const answer of taken()) expect(answer).toMatchObject({ status: 200, accepted: 1, rejected: [] });
      expect(shop.preflights(path('track'))).not.toEqual([]);
      expect(shop.complaints).toEqual([]);
      await page.context().close();
    });

    test("an alias makes the visitor's history the user's", async () => {
      const page = await shop.visit(name);
      await posting(page, VIEWED, path('track'));
      await posting(page, `analytics.alias('${name}-alias')`, path('alias'));
      expect((await profileOf(backend, `user:${name}-alias`)).journeys).toEqual(viewedOnce);
      expect(shop.complaints).toEqual([]);
      await page.context().close();
    });
  });

  test.each<[Name, string]>([
    ['rudder-beacon', '/beacon/v1/batch'],
    ['rudder-former-beacon', '/beacon/v1/batch'],
    ['segment-batching', '/v1/b'],
  ])('events that %s still holds leave when the page closes', async (name, path) => {
    const page = await shop.visit(name);
    if (name.startsWith('rudder')) await page.evaluate('new Promise((done) => analytics.ready(done))');
    await page.evaluate(`Promise.all([${VIEWED}, analytics.track('Cart Viewed', {})]).then(() => 'held')`);
    const anonymous = await anonymousIn(page, name);
    await page.goto('about:blank');
    await until(() => shop.posts(path).length > 0);
    expect((await profileOf(backend, `anonymous:${anonymous}`)).journeys).toEqual(viewedOnce);
    expect(shop.posts(path).map(({ headers }) => headers['content-type'])).toEqual(['text/plain']);
    expect(taken()).toMatchObject([{ status: 200, accepted: 3, rejected: [] }]);
    expect(shop.complaints).toEqual([]);
    await page.context().close();
  });

  test.each<[Name, string, string]>([
    ['rudder', '/v1/track', 'rsa-retry-attempt'],
    ['rudder-former', '/v1/track', 'authorization'],
    ['segment', '/v1/t', 'x-retry-count'],
  ])('%s sends an event again after a 503, and it counts once', async (name, path, header) => {
    const page = await shop.visit(name);
    shop.outage.set(path, 1);
    await posting(page, VIEWED, path, 2);
    expect(shop.posts(path).map(({ status }) => status)).toEqual([503, 200]);
    expect(shop.posts(path)[1]?.headers).toHaveProperty(header);
    const anonymous = await anonymousIn(page, name);
    expect((await profileOf(backend, `anonymous:${anonymous}`)).journeys).toEqual(viewedOnce);
    expect(shop.complaints).toEqual([]);
    await page.context().close();
  });

  test("RudderStack's own list of consents counts where it names a purpose", async () => {
    const page = await shop.visit('rudder-consents');
    await posting(page, VIEWED, '/v1/track');
    const { consent } = await profileOf(backend, `anonymous:${await anonymousIn(page, 'rudder')}`);
    expect(consent.map(({ purpose, given }) => [purpose, given])).toEqual(Array(3).fill(['marketing', true]));
    await page.context().close();
  });

  test.each<[string, string, string]>([
    ['a text', '/v1/track', 'text'],
    ['a Blob of text/plain', '/v1/t', "new Blob([text], { type: 'text/plain' })"],
    ['a Blob of JSON', '/v1/track', "new Blob([text], { type: 'application/json' })"],
    ['a Blob of JSON in UTF-8', '/v1/t', "new Blob([text], { type: 'application/json; charset=UTF-8' })"],
    ['a form', '/v1/track', 'new URLSearchParams({ data: text })'],
  ])('a beacon of %s is taken, with the key in the body or in the query', async (kind, path, body) => {
    const page = await shop.visit('plain');
    for (const place of ['body', 'query']) {
      const event = {
        type: 'track',
        anonymousId: `${kind.replace('/', '-')} ${place}`,
        event: 'Product Viewed',
        properties: { product_id: 'p1', price: 30 },
        ...(place === 'body' ? { writeKey: KEY } : {}),
      };
      const url = `${shop.url}${path}${place === 'query' ? `?writeKey=${KEY}` : ''}`;
      const script = `{ const text = ${JSON.stringify(JSON.stringify(event))}; navigator.sendBeacon('${url}', ${body}) }`;
      await posting(page, script, path);
      expect((await profileOf(backend, `anonymous:${event.anonymousId}`)).journeys).toEqual(viewedOnce);
    }
    expect(shop.preflights(path).length > 0).toBe(kind.includes('JSON'));
    expect(shop.complaints).toEqual([]);
    await page.context().close();
  });

  test('any header of a tracing library passes, also where credentials are asked for by name', async () => {
    const page = await shop.visit('plain');
    const post = (headers: object, credentials: string) =>
      page.evaluate<number>(
        `fetch('${shop.url}/v1/track', ${JSON.stringify({
          method: 'POST',
          headers: {
            authorization: `Basic ${btoa(`${KEY}:`)}`,
            'content-type': 'application/json',
            ...headers,
          },
          credentials,
          keepalive: true,
          body: JSON.stringify({ anonymousId: 'traced', event: 'Seen' }),
        })}).then((answer) => answer.status)`,
      );
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(await post({ traceparent, 'x-datadog-trace-id': '1', 'sentry-trace': '2' }, 'omit')).toBe(200);
    expect(await post({ traceparent, tracestate: 'a=1', baggage: 'b=2' }, 'include')).toBe(200);
    expect(shop.complaints).toEqual([]);
    await page.context().close();
  });

  test('two sites that share the cache of a browser both get the settings', async () => {
    const page = await shop.visit('segment');
    await until(() => shop.posts('/v1/p').length > 0);
    await page.goto(`${shop.origins[1]}/segment`);
    await until(() => shop.posts('/v1/p').length > 1);
    expect(shop.complaints).toEqual([]);
    await page.context().close();
  });

  test("with an unknown key RudderStack's SDK says so and posts nothing", async () => {
    const page = await shop.visit('rudder-unknown');
    await until(() => shop.complaints.some((each) => each.includes('Failed to fetch the source config')));
    expect(shop.asked.map(({ method, status }) => [method, status])).toEqual([
      ['OPTIONS', 204],
      ['GET', 404],
    ]);
    await page.context().close();
  });
}
