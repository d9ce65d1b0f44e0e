// The same events from the bus, and quarantined events released, mended or unchanged, and taken in once.
import { describe, expect, test } from 'vitest';
import { takeBusEvent } from '../../../lib/application/intake/ingest-bus.ts';
import { quarantined } from '../../../lib/application/intake/quarantine-original.ts';
import { releaseQuarantined } from '../../../lib/application/intake/release-quarantined.ts';
import { Unavailable } from '../../../lib/ports/queue.ts';
import { NOW, openDoor } from './door.ts';

const bus = (detail: unknown) => ({
  id: 'e1',
  source: 'shop',
  'detail-type': 'Order',
  time: '2026-11-20T09:00:00Z',
  detail,
});

describe('an event of the bus', () => {
  test("is trusted like a server's, happened at its time, and keeps one id however often it is delivered", async () => {
    const door = openDoor();
    const event = bus({ userId: '42', event: 'Order Completed', properties: { order_id: '1' } });
    expect(await takeBusEvent(door.intake, event)).toEqual({ accepted: 1, rejected: 0 });
    await takeBusEvent(door.intake, event);
    const [one, two] = door.arrived();
    expect(one).toMatchObject({ kind: 'track', trust: 'server', occurredAt: NOW - 3_600_000 });
    expect(two?.id).toBe(one?.id);
  });

  test('may name its call by the detail-type, where the detail does not', async () => {
    const door = openDoor();
    const identify = { ...bus({ userId: '42', traits: { plan: 'gold' } }), 'detail-type': 'Identify' };
    expect(await takeBusEvent(door.intake, identify)).toEqual({ accepted: 1, rejected: 0 });
    expect(door.arrived()).toMatchObject([{ kind: 'identify', traits: { plan: 'gold' } }]);
  });

  test('may carry a batch with a shared context', async () => {
    const door = openDoor();
    const batch = [
      { type: 'track', userId: '1', event: 'a' },
      { type: 'identify', userId: '2' },
      { type: 'track', userId: '3' },
    ];
    expect(await takeBusEvent(door.intake, bus({ batch, context: { timezone: 'Asia/Tokyo' } }))).toEqual({
      accepted: 2,
      rejected: 1,
    });
    expect(door.arrived().map(({ context }) => context.timezone)).toEqual(['Asia/Tokyo', 'Asia/Tokyo']);
  });

  test.each([
    ['no object', 'text'],
    ['nothing in it', {}],
    ['no known type', { type: 'x', userId: '1' }],
    ['too many', { batch: Array.from({ length: 2501 }, () => ({})) }],
  ])('with %s is quarantined and not retried', async (_name, detail) => {
    const door = openDoor();
    expect((await takeBusEvent(door.intake, bus(detail))).accepted).toBe(0);
    expect((await door.quarantined()).length).toBeGreaterThan(0);
  });

  test('throws during an outage of the queue, so that it is retried', async () => {
    const door = openDoor();
    door.mailbox.refuse.next = (items) => [...items];
    await expect(takeBusEvent(door.intake, bus({ userId: '42', event: 'x' }))).rejects.toThrow(Unavailable);
  });
});

describe('an event released from the quarantine', () => {
  const portsOf = (door: ReturnType<typeof openDoor>) => ({
    quarantine: door.quarantine,
    vault: door.vault,
    mailbox: door.mailbox.queue,
    clock: door.clock,
    intake: door.intake,
  });
  const only = async (door: ReturnType<typeof openDoor>) => (await door.quarantined())[0]?.id ?? '';

  test('once mended is taken in at its own time, once, with the trust of its key', async () => {
    const door = openDoor();
    await door.post({
      key: 'browser-key',
      body: { userId: '42', anonymousId: 'v', event: '', sentAt: '2026-11-20T12:00:00Z' },
    });
    door.time.now += 3 * 86_400_000;
    const id = await only(door);
    const mended = {
      userId: '42',
      anonymousId: 'v',
      event: 'Product Viewed',
      timestamp: '2026-11-20T11:59:50Z',
    };
    expect(await releaseQuarantined(id, mended, portsOf(door))).toEqual({ status: 'released', accepted: 1 });
    expect(door.arrived()).toMatchObject([
      { kind: 'track', trust: 'browser', occurredAt: NOW - 10_000, acceptedAt: door.time.now },
    ]);
    expect(await releaseQuarantined(id, mended, portsOf(door))).toMatchObject({ status: 'already-released' });
    expect(door.arrived()).toHaveLength(1);
  });

  test('gets one id when two people release it at once', async () => {
    const door = openDoor();
    await door.post({ body: { userId: '42', event: '' } });
    const id = await only(door);
    const mended = { userId: '42', event: 'x' };
    await Promise.all([1, 2].map(() => releaseQuarantined(id, mended, portsOf(door))));
    expect(new Set(door.arrived().map((event) => event.id)).size).toBe(1);
  });

  test('stays when still bad, without a second row', async () => {
    const door = openDoor();
    await door.post({ body: { userId: '42', event: '' } });
    const id = await only(door);
    expect(await releaseQuarantined(id, undefined, portsOf(door))).toMatchObject({
      status: 'still-bad',
      rejected: [{ pointer: '/event' }],
    });
    expect(await door.quarantined()).toMatchObject([{ id }]);
    expect((await door.quarantined())[0]).not.toHaveProperty('releasedAt');
  });

  test('is taken whole, past the limit, when it was machine traffic', async () => {
    const door = openDoor();
    const batch = Array.from({ length: 650 }, (_, i) => ({
      type: 'track',
      userId: '42',
      event: 'x',
      messageId: `${i}`,
    }));
    await door.post({ path: '/v1/batch', body: { batch } });
    expect(await releaseQuarantined(await only(door), undefined, portsOf(door))).toEqual({
      status: 'released',
      accepted: 50,
    });
    expect(door.arrived().map(({ id }) => Number(id))).toEqual(batch.map((_, i) => i));
  });

  test('goes back under a new id when it came from a mailbox, since its old one counts as taken in', async () => {
    const door = openDoor();
    await door.post({ body: { userId: '42', event: 'x', messageId: 'poison' } });
    const [message] = door.arrived();
    const { profile, keys } = door.mailbox.taken[0]!.body;
    await door.quarantine.put([
      await quarantined(
        door.vault,
        { from: 'mailbox', profile, keys, message: message! },
        { at: NOW, key: 'k', pointer: '', detail: 'step threw' },
      ),
    ]);
    const id = await only(door);
    expect(await releaseQuarantined(id, undefined, portsOf(door))).toEqual({
      status: 'released',
      accepted: 1,
    });
    expect(door.mailbox.taken[1]).toMatchObject({
      group: profile,
      body: { profile, messages: [{ id: `poison~${id}`, name: 'x' }] },
    });
  });

  test('is not found under an unknown id', async () => {
    expect(await releaseQuarantined('nothing', undefined, portsOf(openDoor()))).toEqual({
      status: 'not-found',
    });
  });
});
