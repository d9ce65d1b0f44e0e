// The company's own gateway as the local cloud emulates it: signed posts only, each message once, reports on the own
// bus.
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CloudClock } from '../../local/clock.ts';
import { EventBus } from '../../local/events/bus.ts';
import { Idle } from '../../local/idle.ts';
import { GATEWAY_SECRET } from '../../local/sink/gateway.ts';
import { Sink } from '../../local/sink/sink.ts';

let clock: CloudClock;
let idle: Idle;
let bus: EventBus;
let sink: Sink;
beforeEach(() => {
  clock = new CloudClock(Date.UTC(2030, 0, 1, 10));
  idle = new Idle();
  const place = { account: '000000000000', region: 'us-east-1' };
  bus = new EventBus({ clock, ...place, buses: ['own'], rules: [], deliver: () => undefined });
  sink = new Sink({ clock, idle, bus, ownBus: 'own', publishInbound: () => undefined });
});
afterEach(() => clock.stop());

const raw = JSON.stringify({ channel: 'sms', to: '+491', text: 'Hi', sendId: 's1' });
function headers(body = raw, secret = GATEWAY_SECRET, id = 's1') {
  const at = new Date(clock.now());
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}

test('a signed message appears in the outbox once, however often it is posted, and is reported', async () => {
  const first = sink.post(headers(), raw);
  expect(sink.post(headers(), raw)).toEqual(first);
  expect(sink.outbox.list({ address: '+491' })).toMatchObject([{ sendId: 's1', channel: 'sms', text: 'Hi' }]);
  await idle.settled();
  expect(bus.events('Message Receipt')).toMatchObject([
    { source: 'message-gateway', detail: { sendId: 's1', event: 'delivered' } },
  ]);
});

test('an unsigned or malformed message is refused', () => {
  const other = `whsec_${Buffer.from('another').toString('base64')}`;
  expect(() => sink.post(headers(raw, other), raw)).toThrow(expect.objectContaining({ status: 401 }));
  expect(() => sink.post(headers(), raw.replace('Hi', 'Ho'))).toThrow(
    expect.objectContaining({ status: 401 }),
  );
  expect(() => sink.post({}, raw)).toThrow(expect.objectContaining({ status: 401 }));
  const fax = raw.replace('sms', 'fax');
  expect(() => sink.post(headers(fax), fax)).toThrow(expect.objectContaining({ status: 422 }));
  expect(sink.outbox.list({})).toEqual([]);
});

test('the gateway reports what a person requests, in the events that it knows', async () => {
  sink.post(headers(), raw);
  await idle.settled();
  sink.report('s1', 'unsubscribed', {});
  sink.report('s1', 'bounce', { cost: { amount: '0.10', currency: 'EUR' } });
  expect(bus.events('Message Receipt').map(({ detail }) => detail)).toMatchObject([
    { event: 'delivered' },
    { event: 'unsubscribed' },
    { event: 'bounced', cost: { amount: '0.10' } },
  ]);
  expect(() => sink.report('s1', 'STOP', {})).toThrow(/a gateway has no event STOP/);
});
