// Money at the door: read, or refused with a pointer and set aside, so that nothing is accepted and then lost.
import { describe, expect, test } from 'vitest';
import { openDoor } from './door.ts';

const order = (properties: object, more: object = {}) => ({
  userId: 'u1',
  event: 'Order Completed',
  properties: { order_id: 'o-1', ...properties },
  ...more,
});

describe('money that cannot be read', () => {
  test.each([
    ['/properties/revenue', { revenue: '1,234.56', currency: 'EUR' }],
    ['/properties/revenue', { revenue: '1.234' }],
    ['/properties/total', { total: '€100' }],
    ['/properties/currency', { revenue: 100, currency: '$' }],
    ['/properties/currency', { revenue: 100, currency: 840 }],
  ])('is a 400 at %s: %j', async (pointer, properties) => {
    const door = openDoor();
    const answer = await door.post({ body: order(properties) });
    expect(answer).toMatchObject({ status: 400, body: { pointer, detail: expect.any(String) } });
    expect(door.arrived()).toEqual([]);
    expect(await door.quarantined()).toMatchObject([{ event: 'Order Completed', pointer }]);
  });

  test('in a number that JSON cannot hold is refused too', async () => {
    const door = openDoor();
    const raw = '{"userId":"u1","event":"Order Completed","properties":{"order_id":"o","revenue":1e400}}';
    expect(await door.post({ raw })).toMatchObject({ status: 400, body: { pointer: '/properties/revenue' } });
  });

  test('is rejected from a batch, whose other events are taken', async () => {
    const door = openDoor();
    const batch = [
      order({ revenue: '12.50', currency: ' usd' }, { type: 'track' }),
      order({ revenue: 'many' }, { type: 'track' }),
      { type: 'track', userId: 'u1', event: 'Product Viewed', properties: { revenue: 'many' } },
    ];
    expect((await door.post({ path: '/v1/batch', body: { batch } })).body).toMatchObject({
      accepted: 2,
      rejected: [{ index: 1, pointer: '/properties/revenue' }],
    });
    expect(await door.quarantined()).toHaveLength(1);
  });

  test('of a browser is no money, and moves journeys as before', async () => {
    const door = openDoor();
    expect((await door.post({ key: 'browser-key', body: order({ revenue: '€100' }) })).status).toBe(200);
    expect(door.arrived()).toMatchObject([{ name: 'Order Completed', trust: 'browser' }]);
  });
});

test('an order without any amount is taken: it ends journeys, and its amount may come later', async () => {
  const door = openDoor();
  expect((await door.post({ body: order({}) })).status).toBe(200);
  expect(door.arrived()).toHaveLength(1);
});
