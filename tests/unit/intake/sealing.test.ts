// I9: whatever is posted, no plain address is in an envelope, a quarantine row, a log line or a response.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Envelope, type EventMessage, Sealed } from '../../../schemas/mailbox.ts';
import { openDoor } from './door.ts';

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  const keep = (line: unknown) => void lines.push(String(line));
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, level).mockImplementation(keep);
});
afterEach(() => void vi.restoreAllMocks());

const MAIL = 'Ann.Example+x@shop.example.com';
const PHONE = '+49 1512 3456789';

/** Everything that left the door, as text. */
async function everything(door: ReturnType<typeof openDoor>): Promise<string> {
  return [
    JSON.stringify(door.mailbox.taken),
    JSON.stringify(door.facts.taken),
    JSON.stringify(await door.quarantined()),
    ...lines,
  ].join('\n');
}

async function open(door: ReturnType<typeof openDoor>, value: unknown): Promise<string> {
  return door.vault.open(
    Sealed.parse(value),
    Object.assign({}, ...door.mailbox.taken.map(({ body }) => body.keys)),
  );
}

describe('values under personal keys are sealed at any depth, and open again', () => {
  test('traits of an identify are sealed with mask and derived attribute', async () => {
    const door = openDoor();
    const traits = {
      email: ` ${MAIL} `,
      phone: PHONE,
      firstName: 'Ann',
      plan: 'gold',
      address: { city: 'Ulm', zip: 89073 },
      age: 26,
    };
    await door.post({ path: '/v1/identify', body: { userId: '42', traits } });
    const sealed = (door.arrived()[0] as EventMessage).traits;
    expect(sealed).toMatchObject({
      email: { m: 'a***@shop.example.com', x: 'shop.example.com' },
      phone: { m: '151****6789', x: 'DE' },
      firstName: { m: 'A***' },
      address: { city: { m: '***' }, zip: { m: '***' } },
      plan: 'gold',
      age: 26,
    });
    expect(await open(door, sealed['email'])).toBe(MAIL);
    expect(await open(door, sealed['phone'])).toBe('+4915123456789');
    expect(await open(door, (sealed['address'] as { zip: unknown }).zip)).toBe('89073');
  });

  test('names that the program adds are sealed too', async () => {
    const door = openDoor({ sealed: ['Loyalty Card'] });
    await door.post({
      path: '/v1/identify',
      body: { userId: '42', traits: { loyalty_card: 'L-77', tier: 3 } },
    });
    expect(await open(door, door.arrived()[0]?.traits['loyalty_card'])).toBe('L-77');
    expect(door.arrived()[0]?.traits['tier']).toBe(3);
  });

  test("the name of a product and of a page stays readable, a person's does not", async () => {
    const door = openDoor();
    const products = [{ product_id: 'p1', name: 'Cup' }];
    await door.post({
      body: { userId: '42', event: 'Order Completed', properties: { products, name: 'Ann' } },
    });
    await door.post({ path: '/v1/page', body: { userId: '42', name: 'Home', category: 'Docs' } });
    expect(door.arrived()).toMatchObject([
      { properties: { products: [{ name: 'Cup' }], name: { m: 'A***' } } },
      { properties: { name: 'Home', category: 'Docs' } },
    ]);
  });

  test('the query strings of URLs, the ip and the device token are sealed', async () => {
    const door = openDoor();
    const context = {
      ip: '192.0.2.77',
      userAgent: 'Test/1',
      timezone: 'Europe/Berlin',
      locale: 'de-DE',
      library: { name: 'x' },
      page: {
        url: 'https://shop.example/a?session=s3cret#x',
        path: '/a',
        referrer: 'https://r.example/?q=s3cret',
        title: 'A',
        search: '',
      },
      device: { type: 'ios', token: 'device-token-s3cret', name: "Ann's phone" },
      campaign: { name: 'autumn', medium: 'sms', source: 1 },
    };
    await door.post({
      body: { userId: '42', event: 'x', context, properties: { url: 'https://shop.example/b?token=s3cret' } },
    });
    const [event] = door.arrived();
    expect(event?.context).toMatchObject({
      userAgent: 'Test/1',
      timezone: 'Europe/Berlin',
      locale: 'de-DE',
      page: { url: 'https://shop.example/a', path: '/a', referrer: 'https://r.example/', title: 'A' },
      device: { type: 'ios' },
      campaign: { name: 'autumn', medium: 'sms' },
    });
    expect(await open(door, event?.context.page?.search)).toBe('?session=s3cret#x');
    expect(await open(door, event?.context.device?.token)).toBe('device-token-s3cret');
    expect(await open(door, event?.properties['url'])).toBe('https://shop.example/b?token=s3cret');
    expect(await everything(door)).not.toMatch(/s3cret|192\.0\.2\.77|Ann's/);
  });

  test('a forged seal from a client is sealed as a text', async () => {
    const door = openDoor();
    const forged = { $sealed: { k: 'a', c: 'b', h: 'c' }, m: 'x' };
    await door.post({
      path: '/v1/identify',
      body: { userId: '42', traits: { email: forged, plan: forged } },
    });
    const traits = JSON.stringify(door.arrived()[0]?.traits);
    expect(traits).not.toContain('"k":"a"');
  });
});

test('ids never travel plain: a userId that is an address becomes a hash and a seal', async () => {
  const door = openDoor();
  await door.post({ body: { userId: MAIL, anonymousId: 'anon-plain', messageId: `m-${MAIL}`, event: 'x' } });
  const [event] = door.arrived();
  expect(await open(door, event?.userId)).toBe(MAIL);
  expect(event?.anonymous).toBe(await door.vault.profileId('anonymous', 'anon-plain'));
  expect(await everything(door)).not.toMatch(/anon-plain/);
  expect(await everything(door)).not.toContain(MAIL);
});

test('addresses are found by their ids, however they are spelt', async () => {
  const door = openDoor();
  await door.post({ path: '/v1/identify', body: { userId: '42', traits: { email: MAIL, phone: PHONE } } });
  const ids = [
    await door.vault.profileId('email', MAIL.toUpperCase()),
    await door.vault.profileId('phone', '01512/3456789'),
  ];
  expect(door.arrived()[0]?.addresses).toEqual(ids);
});

test("each profile of a request has a key of its own, so that erasing one leaves nothing readable under another's", async () => {
  const door = openDoor();
  const batch = ['1', '2'].map((userId) => ({ type: 'identify', userId, traits: { email: MAIL } }));
  await door.post({ path: '/v1/batch', body: { batch } });
  const [one, two] = door.mailbox.taken.map(({ body }) => Object.keys(body.keys));
  expect(one).toHaveLength(1);
  expect(one).not.toEqual(two);
});

test('consent keeps its wording readable, without addresses', async () => {
  const door = openDoor();
  const properties = {
    purpose: 'marketing',
    channels: ['email'],
    source: 'form',
    wording: `Write to ${MAIL} to stop`,
  };
  await door.post({ body: { userId: '42', event: 'Consent Given', properties } });
  expect(door.arrived()[0]?.properties).toMatchObject({
    purpose: 'marketing',
    wording: 'Write to (address) to stop',
  });
});

test('an event made of addresses alone is refused rather than grown to thirty times its size', async () => {
  const door = openDoor();
  const list = Array.from({ length: 2500 }, (_, i) => `${i}@b.de`);
  const answer = await door.post({ body: { userId: '42', event: 'x', properties: { list } } });
  expect(answer).toMatchObject({ status: 400, body: { pointer: '' } });
  expect(await everything(door)).not.toContain('77@b.de');
});

const address = fc.constantFrom(
  MAIL,
  'a@b.de',
  'x%40y.org',
  'mailto:ann@example.com',
  'Ann <ann@example.com>',
  'https://x.example/u/ann@example.com/?a=b',
);
const json = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    address,
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(
    fc.oneof(
      address,
      fc.string(),
      fc.constantFrom('email', 'name', 'url', '__proto__', '$sealed', 'constructor'),
    ),
    tie('value'),
    { maxKeys: 4 },
  ),
})).object;

const message = fc.record(
  {
    type: fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias', MAIL),
    userId: fc.oneof(address, fc.constant('42')),
    anonymousId: address,
    previousId: address,
    groupId: address,
    messageId: address,
    event: fc.oneof(fc.constantFrom('x', 'Consent Given', 'Order Completed'), address),
    name: address,
    category: address,
    timestamp: fc.oneof(fc.constant('2026-11-20T09:00:00Z'), address),
    properties: json,
    traits: json,
    context: fc.oneof(
      json,
      fc.record(
        {
          page: fc.record(
            { url: address, path: address, referrer: address, title: address, search: address },
            { requiredKeys: [] },
          ),
          campaign: fc.record({ name: address, medium: address, term: address }, { requiredKeys: [] }),
          consent: fc.record({ categoryPreferences: fc.dictionary(address, fc.boolean(), { maxKeys: 2 }) }),
          device: fc.record({ type: address, token: address }),
          timezone: address,
          locale: address,
          userAgent: address,
          ip: address,
          traits: json,
        },
        { requiredKeys: [] },
      ),
    ),
  },
  { requiredKeys: ['type'] },
);

test('no address stays plain, wherever in whatever event it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('server-key', 'browser-key'),
      async (batch, key) => {
        const door = openDoor();
        const answer = await door.post({ path: '/v1/batch', key, body: { batch } });
        expect(answer.status).toBe(200);
        expect(answer.body.accepted + answer.body.rejected.length).toBe(batch.length);
        for (const { body } of door.mailbox.taken) Envelope.parse(body);
        const left = `${await everything(door)}${JSON.stringify(answer)}`;
        expect(left).not.toMatch(/Ann\.Example|ann@|a@b\.de|x%40y/i);
      },
    ),
    { numRuns: 500 },
  );
});
