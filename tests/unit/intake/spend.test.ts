// POST /v1/spend: all rows or none, the pointer of the first bad field, and facts in micros.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inMemoryMoneyStore } from '../../../lib/adapters/in-memory/money-store.ts';
import { receiveFacts } from '../../../lib/application/money/receive-facts.ts';
import { inCurrency } from '../../../lib/domain/attribution/totals.ts';
import { FactsMessage } from '../../../schemas/facts.ts';
import { NOW, openDoor } from './door.ts';

const row = {
  date: '2026-11-20',
  channel: 'sms',
  campaign: 'autumn',
  amount: '200.00',
  currency: 'EUR',
  impressions: 3,
  clicks: 1,
};
const post = (door: ReturnType<typeof openDoor>, rows: unknown, key = 'server-key') =>
  door.post({ path: '/v1/spend', key, body: { rows } });

const factsOf = (door: ReturnType<typeof openDoor>) =>
  door.facts.taken.flatMap(({ body }) => FactsMessage.parse(JSON.parse(JSON.stringify(body))));

test('a row becomes a fact', async () => {
  const door = openDoor();
  expect((await post(door, [row, { ...row, date: '2026-11-19', amount: 0.1, extra: true }])).body).toEqual({
    success: true,
    accepted: 2,
    rejected: [],
  });
  const facts = factsOf(door);
  expect(facts).toEqual([
    { type: 'spend', ...row, amount: 200_000_000, acceptedAt: NOW, index: 0 },
    { type: 'spend', ...row, date: '2026-11-19', amount: 100_000, acceptedAt: NOW, index: 1 },
  ]);
});

test('campaign and counts may be omitted', async () => {
  const door = openDoor();
  await post(door, [{ date: '2026-11-20', channel: 'sms', amount: '0', currency: 'EUR' }]);
  expect(factsOf(door)[0]).toMatchObject({ campaign: '', impressions: 0, clicks: 0, amount: 0 });
});

test('an amount of cents is never a float', () => {
  fc.assert(
    fc.asyncProperty(fc.nat(999_999_999), fc.nat(999_999), async (whole, micros) => {
      const door = openDoor();
      await post(door, [{ ...row, amount: `${whole}.${String(micros).padStart(6, '0')}` }]);
      expect(factsOf(door)[0]).toMatchObject({ amount: whole * 1_000_000 + micros });
    }),
    { numRuns: 30 },
  );
});

describe('a channel of the program', () => {
  const channels = { email: 'email', mail: 'email', 'e-mail': 'email', sms: 'sms', ads: 'ads' };

  test.each([
    ['SMS', 'sms'],
    [' Sms ', 'sms'],
    ['mail', 'email'],
    ['E-Mail', 'email'],
    ['ads', 'ads'],
  ])('may be written %j', async (channel, id) => {
    const door = openDoor({ channels });
    expect((await post(door, [{ ...row, channel }])).status).toBe(200);
    expect(factsOf(door)).toMatchObject([{ channel: id }]);
  });

  test('is refused with the row where the program has none of the name', async () => {
    const door = openDoor({ channels });
    const answer = await post(door, [
      row,
      { ...row, channel: 'facebook' },
      { ...row, channel: 'constructor' },
    ]);
    expect(answer).toMatchObject({ status: 400, body: { pointer: '/rows/1/channel' } });
    expect(answer.body.detail).toContain('email, sms, ads');
    expect(answer.body.errors).toHaveLength(2);
    expect(door.facts.taken).toEqual([]);
  });

  test('in two spellings on one day would be two rows of which one counts, so the second is refused', async () => {
    const door = openDoor({ channels });
    const rows = [row, { ...row, channel: 'Sms', amount: '5.00' }, { ...row, channel: 'SMS', campaign: 'x' }];
    expect(await post(door, rows)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/rows/1/channel' }] },
    });
  });

  test('that Cairn sends on is known before a program is published; others are taken as they are', async () => {
    const door = openDoor();
    await post(door, [
      { ...row, channel: 'Push' },
      { ...row, channel: 'Radio' },
    ]);
    expect(factsOf(door)).toMatchObject([{ channel: 'push' }, { channel: 'Radio' }]);
  });
});

test('an amount of a currency of three or four digits is read to its last digit', async () => {
  const door = openDoor();
  await post(door, [
    { ...row, amount: '12.345', currency: 'KWD' },
    { ...row, amount: '1.2345', currency: 'CLF', campaign: 'x' },
  ]);
  expect(factsOf(door)).toMatchObject([{ amount: 12_345_000 }, { amount: 1_234_500 }]);
});

describe('one bad row rejects the whole request', () => {
  test.each([
    ['/rows/1/date', { date: '2026-02-30' }],
    ['/rows/1/date', { date: '20.11.2026' }],
    ['/rows/1/date', { date: '2026-11-20T23:30:00+01:00' }],
    ['/rows/1/date', { date: '2026-11-20Z' }],
    ['/rows/1/channel', { channel: ' ' }],
    ['/rows/1/channel', { channel: undefined }],
    ['/rows/1/channel', { channel: 'ann@example.com' }],
    ['/rows/1/campaign', { campaign: 7 }],
    ['/rows/1/amount', { amount: '-5.00' }],
    ['/rows/1/amount', { amount: -5 }],
    ['/rows/1/amount', { amount: '1e3' }],
    ['/rows/1/amount', { amount: '1,50' }],
    ['/rows/1/amount', { amount: '1.234' }],
    ['/rows/1/amount', { amount: '€5.00' }],
    ['/rows/1/amount', { amount: '+5.00' }],
    ['/rows/1/amount', { amount: '1.1234567' }],
    ['/rows/1/amount', { amount: undefined }],
    ['/rows/1/currency', { currency: 'eur' }],
    ['/rows/1/currency', { currency: 'XQX' }],
    ['/rows/1/currency', { currency: '$' }],
    ['/rows/1/currency', { currency: 840 }],
    ['/rows/1/impressions', { impressions: -1 }],
    ['/rows/1/clicks', { clicks: 1.5 }],
  ])('%s', async (pointer, change) => {
    const door = openDoor();
    const answer = await post(door, [row, { ...row, ...change }, row]);
    expect(answer).toMatchObject({
      status: 400,
      body: { pointer, detail: expect.any(String), errors: [{ pointer }] },
    });
    expect(JSON.stringify(answer)).not.toContain('ann@');
    expect(door.facts.taken).toEqual([]);
  });

  test('every mistake is reported, with what would be right', async () => {
    const { body } = await post(openDoor(), [
      row,
      { ...row, date: 'today', amount: -5 },
      { ...row, currency: 'XQX' },
    ]);
    expect(body).toMatchObject({
      errors: [
        { pointer: '/rows/1/date', detail: 'a day such as 2026-11-20' },
        { pointer: '/rows/1/amount', detail: expect.stringContaining('"200.00"') },
        { pointer: '/rows/2/currency', detail: 'an ISO 4217 currency code such as EUR' },
      ],
    });
  });

  test.each([
    ['/rows', []],
    ['/rows', undefined],
    ['/rows', Array.from({ length: 10_001 }, () => row)],
    ['/rows/0', [null]],
  ])('missing or too many rows are refused: %s', async (pointer, rows) => {
    const door = openDoor();
    expect(await post(door, rows)).toMatchObject({ status: 400, body: { pointer } });
    expect(door.facts.taken).toEqual([]);
  });
});

test('10,000 rows of more than 500 KB are taken, more than 2 MB are not', async () => {
  const door = openDoor();
  expect(
    (
      await post(
        door,
        Array.from({ length: 10_000 }, () => row),
      )
    ).body.accepted,
  ).toBe(10_000);
  expect((await post(door, [{ ...row, note: 'x'.repeat(2 * 1024 * 1024) }])).status).toBe(400);
});

test('a queue that does not take a row is a 503: send it all again', async () => {
  const door = openDoor();
  door.facts.refuse.next = (items) => items.slice(1);
  expect(
    (
      await post(
        door,
        Array.from({ length: 30 }, () => row),
      )
    ).status,
  ).toBe(503);
});

test('an unknown key is a 401', async () => {
  expect((await post(openDoor(), [row], 'unknown')).status).toBe(401);
});

test('a posted row is spent once, however often it is posted and delivered', async () => {
  const door = openDoor();
  const money = inMemoryMoneyStore();
  const rows = Array.from({ length: 60 }, (_, i) => ({ ...row, campaign: `c${i}`, amount: '0.10' }));
  for (let i = 0; i < 2; i++) await post(door, rows);
  const records = door.facts.taken.map(({ body }, i) => ({ messageId: `${i}`, body: JSON.stringify(body) }));
  const programs = { current: () => Promise.reject(new Error('spend needs no program')) };
  const onFailure = () => {};
  expect(await receiveFacts({ money, programs, onFailure }, [...records, ...records])).toEqual([]);
  const [day] = await money.dayTotals('2026-11-20', '2026-11-20');
  expect(day?.total).toMatchObject({ impressions: 180, clicks: 60 });
  expect(inCurrency(day!.total, 'EUR').outside).toBe(6_000_000n);
});
