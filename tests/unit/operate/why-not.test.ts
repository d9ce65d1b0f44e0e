// Why nobody was entered or written to: what stood in the way, since when, from where, and what it would have taken.
import { describe, expect, test } from 'vitest';
import { consentAndView, shopFiles, world } from './world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Why {
  consent: object[];
  journeys: { rule?: string; text?: string; decisions: { what: string; text: string; reason?: string }[] }[];
}
type World = ReturnType<typeof world>;

async function shop(more: Record<string, object> = {}) {
  const w = world();
  const files = { ...(await shopFiles()), ...more };
  const { status, body } = await w.ask('POST /v1/program/publish', { body: { files } });
  expect({ status, body }).toMatchObject({ status: 200 });
  return w;
}

const PATH = { address: 'user:ida' };
const answerOf = async (w: World, journey: string) =>
  (await w.ask<Why>('GET /v1/profiles/{address}/why', { path: PATH, query: { journey } })).body;
const why = async (w: World, journey: string) => (await answerOf(w, journey)).journeys[0];
const texts = async (w: World, journey: string) =>
  (await why(w, journey))?.decisions.map(({ text }) => text) ?? [];

const IDENTIFY = consentAndView('ida').slice(0, 1);
const GRANT = consentAndView('ida').slice(1, 2);
const added = (n: number, more: object = {}) => ({
  ...{ type: 'track', userId: 'ida', event: 'Product Added', messageId: `added-${n}` },
  ...{ properties: { product_id: 'p', price: 30 }, ...more },
});
const withdrawn = (properties: object) => ({
  ...{ type: 'track', userId: 'ida', event: 'Consent Withdrawn', messageId: 'withdrawn' },
  properties: { purpose: 'marketing', channels: ['email'], ...JSON.parse(JSON.stringify(properties)) },
});

async function wakeAfter(w: World, ms: number) {
  w.pass(ms);
  const { body } = await w.ask<{ id: `u-${string}` }>('GET /v1/profiles/{address}', { path: PATH });
  await w.wake(body.id);
}

describe('not entered', () => {
  test('because the person was inside already, since when and how often', async () => {
    const w = await shop();
    await w.post(...IDENTIFY, ...GRANT, added(1));
    const began = new Date(w.clock()).toISOString();
    w.pass(60_000);
    await w.post(added(2));
    w.pass(60_000);
    await w.post(added(3));
    const answer = await why(w, 'cart-reminder');
    const inside = answer?.decisions.filter(({ reason }) => reason === 'inside') ?? [];
    expect(inside).toHaveLength(1);
    expect(inside[0]?.text).toContain(
      'Did not enter: the person was inside already (2 events, shown by the last)',
    );
    expect(inside[0]?.text).toContain(`run 1, which began at ${began}, had not ended`);
  });

  test('because it is too soon: since when, and from when on again', async () => {
    const w = await shop();
    await w.post(...IDENTIFY, added(1));
    const began = w.clock();
    await wakeAfter(w, HOUR + 1000);
    w.pass(DAY);
    await w.post(added(2));
    const [last = ''] = (await texts(w, 'cart-reminder')).slice(-1);
    expect(last).toContain('the pause until re-entry is not over');
    expect(last).toContain(`entered again from ${new Date(began + 7 * DAY).toISOString()} on`);
  });

  test('because it is entered once: what would let the person in again', async () => {
    const once = {
      id: 'once',
      purpose: 'marketing',
      enter: { on: 'Hello' },
      start: 'mail',
      steps: { mail: { send: 'email', template: 'welcome-mail' } },
    };
    const w = await shop({ 'journeys/once.json': once });
    const hello = (n: number) => ({ type: 'track', userId: 'ida', event: 'Hello', messageId: `hello-${n}` });
    await w.post(hello(1));
    w.pass(DAY);
    await w.post(hello(2));
    const [last = ''] = (await texts(w, 'once')).slice(-1);
    expect(last).toContain('it is entered once');
    expect(last).toContain('with "reenter" the journey could be entered again');
  });

  test('because it came too late: when it happened, when it came, and what the journey takes', async () => {
    const w = await shop();
    await w.post(added(1, { timestamp: new Date(w.clock() - 3 * DAY).toISOString() }));
    const [last = ''] = (await texts(w, 'cart-reminder')).slice(-1);
    expect(last).toMatch(
      /\(maxAge\).*it happened at .* and came in at .*; the journey takes what is at most PT24H old/,
    );
  });

  test('because the condition does not hold as things stand: no consent', async () => {
    const w = await shop();
    await w.post(...IDENTIFY);
    expect((await why(w, 'welcome'))?.text).toMatch(
      /has not turned true .*as things stand\): reachable by email \(there is no consent that counts for this purpose and channel\): no\.$/,
    );
  });

  test('because no event had the value that the journey asks for: which one it met', async () => {
    const german = {
      id: 'german',
      purpose: 'marketing',
      enter: { on: 'Product Added', if: { property: 'shop', eq: 'de' } },
      start: 'mail',
      steps: { mail: { send: 'email', template: 'welcome-mail' } },
    };
    const w = await shop({ 'journeys/german.json': german });
    await w.post(added(1, { properties: { shop: 'fr' } }));
    expect((await why(w, 'german'))?.text).toContain('property shop is de (it was fr): no');
  });
});

describe('no consent', () => {
  test('that was never given', async () => {
    const w = await shop();
    await w.post(...IDENTIFY, added(1));
    await wakeAfter(w, HOUR + 1000);
    expect((await texts(w, 'cart-reminder')).join('\n')).toContain(
      'nobody has given consent for marketing by email; it takes a consent that is given after that',
    );
  });

  test.each([
    ['unsubscribe link of a message', 'source: unsubscribe link of a message'],
    ['answered by SMS', 'source: answered by SMS'],
    ['call centre', 'source: call centre'],
    [undefined, 'by "Consent Withdrawn" from a server'],
  ])('that was withdrawn, source %s: when, and by what', async (source, words) => {
    const w = await shop();
    await w.post(...IDENTIFY, ...GRANT, added(1));
    w.pass(60_000);
    const at = new Date(w.clock()).toISOString();
    await w.post(withdrawn({ source }));
    await wakeAfter(w, HOUR);
    const all = (await texts(w, 'cart-reminder')).join('\n');
    expect(all).toContain(`consent for marketing by email was withdrawn at ${at}`);
    expect(all).toContain(words);
    expect((await answerOf(w, 'cart-reminder')).consent.at(-1)).toMatchObject({
      ...{ at, purpose: 'marketing', channel: 'email', given: false, counts: false },
      text: `Consent withdrawn for marketing by email${source ? `, source: ${source}` : ''} ("Consent Withdrawn" from a server)`,
    });
    const { body } = await w.ask<{ items: { type: string; text: string }[] }>(
      'GET /v1/profiles/{address}/timeline',
      { path: PATH },
    );
    const no = body.items.find(({ text }) => text.startsWith('Consent withdrawn for marketing by email'));
    expect(no?.text).not.toContain('does not count');
  });

  test('after a withdrawal that a later consent overtook is read as overtaken', async () => {
    const w = await shop();
    await w.post(...IDENTIFY, withdrawn({ source: 'call centre' }));
    w.pass(HOUR);
    await w.post(...GRANT);
    w.pass(HOUR);
    await w.post(added(1));
    await wakeAfter(w, HOUR + 1000);
    expect((await texts(w, 'cart-reminder')).join('\n')).toContain('Decided at "mail" to send');
  });
});

describe('an operand that is compared with a sealed value', () => {
  const journey = (operand: string) => ({
    id: 'her',
    purpose: 'marketing',
    enter: { on: 'Hello', if: { trait: 'email', eq: operand } },
    start: 'mail',
    steps: { mail: { send: 'email', template: 'welcome-mail' } },
  });
  const hello = { type: 'track', userId: 'ida', event: 'Hello', messageId: 'hello' };

  test('reads as its mask, never as a hash, in why and in the timeline; also after other changes', async () => {
    const w = await shop({ 'journeys/her.json': journey('Mia@Example.com') });
    await w.post(...IDENTIFY, hello);
    const body = { id: 'gold', if: { trait: 'plan', eq: 'gold' } };
    await w.ask('PUT /v1/segments/{id}', { path: { id: 'gold' }, body });
    await w.ask('POST /v1/program/rollback', { body: { number: 1 } });
    const said = await why(w, 'her');
    expect(said?.rule).toContain('trait email is the address m***@example.com');
    expect(said?.decisions[0]?.text).toContain(
      'trait email is the address m***@example.com (it was i***@example.com): no',
    );
    const timeline = await w.ask('GET /v1/profiles/{address}/timeline', { path: PATH });
    expect(JSON.stringify([said, timeline.body])).not.toMatch(/\$hash|mia@/i);
    expect(JSON.stringify(timeline.body)).toContain('the address m***@example.com');
  });

  test('of a program without masks reads as a sealed value', async () => {
    const w = await shop({ 'journeys/her.json': journey('mia@example.com') });
    await w.post(...IDENTIFY, hello);
    const { programs } = w.ports.program;
    const live = await programs.current();
    const { masks: _, ...older } = await programs.load(live?.hash ?? '');
    await programs.publish(older, {}, { number: 2, hash: 'older', publishedAt: 0, by: 'ann' }, 1);
    const said = await why(w, 'her');
    expect(said?.decisions[0]?.text).toContain('trait email is a sealed value (it was i***@example.com): no');
    expect(JSON.stringify(said)).not.toContain('$hash');
  });
});

test('a place in a sample is cut to three digits', async () => {
  const sampled = {
    id: 'sampled',
    purpose: 'marketing',
    enter: { on: 'Hello', if: { sample: 0, salt: 's' } },
    start: 'mail',
    steps: { mail: { send: 'email', template: 'welcome-mail' } },
  };
  const w = await shop({ 'journeys/sampled.json': sampled });
  await w.post({ type: 'track', userId: 'ida', event: 'Hello', messageId: 'hello' });
  expect((await texts(w, 'sampled'))[0]).toMatch(/\(its place is \d{1,2}(\.\d{1,3})? of 100\): no/);
});
