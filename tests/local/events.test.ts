// Event patterns, schedules and the clock: the parts that decide what fires, and when.

import { expect, test } from 'vitest';
import { CloudClock, startOfLocalDay } from '../../local/clock.ts';
import { EventBus } from '../../local/events/bus.ts';
import { matchesPattern } from '../../local/events/pattern.ts';
import { nextFire } from '../../local/events/schedules.ts';
import { minuteFor, Wakes } from '../../local/events/wakes.ts';
import type { JsonObject } from '../../local/template/json.ts';

const event: JsonObject = {
  source: 'shop.orders',
  'detail-type': 'Order Completed',
  detail: { state: 'paid', amount: 12.5, tags: ['new', 'web'], empty: null, ip: 'Berlin-North' },
};

test.each<[JsonObject, boolean]>([
  [{ source: ['shop.orders'] }, true],
  [{ source: ['other', 'shop.orders'] }, true],
  [{ source: ['other'] }, false],
  [{ source: [{ prefix: 'shop.' }] }, true],
  [{ source: [{ prefix: 'aws.' }] }, false],
  [{ source: [{ prefix: { 'equals-ignore-case': 'SHOP.' } }] }, true],
  [{ source: [{ suffix: 'orders' }] }, true],
  [{ source: [{ 'anything-but': ['cairn'] }] }, true],
  [{ source: [{ 'anything-but': 'shop.orders' }] }, false],
  [{ source: [{ 'anything-but': { prefix: 'shop' } }] }, false],
  [{ source: [{ 'equals-ignore-case': 'SHOP.ORDERS' }] }, true],
  [{ source: [{ wildcard: 'shop.*s' }] }, true],
  [{ source: [{ wildcard: 'sho*.x' }] }, false],
  [{ detail: { amount: [{ numeric: ['>', 10, '<=', 12.5] }] } }, true],
  [{ detail: { amount: [{ numeric: ['<', 10] }] } }, false],
  [{ detail: { tags: ['web'] } }, true],
  [{ detail: { tags: ['app'] } }, false],
  [{ detail: { state: [{ exists: true }] } }, true],
  [{ detail: { state: [{ exists: false }] } }, false],
  [{ detail: { gone: [{ exists: false }] } }, true],
  [{ detail: { gone: [{ 'anything-but': 'x' }] } }, false],
  [{ detail: { empty: [null] } }, true],
  [{ detail: { state: ['paid'], ip: [{ prefix: 'Hamburg' }] } }, false],
  [{ $or: [{ source: ['other'] }, { detail: { state: ['paid'] } }] }, true],
  [{ detail: { state: { deeper: ['paid'] } } }, false],
])('pattern %j', (pattern, expected) => {
  expect(matchesPattern(pattern, event)).toBe(expected);
});

test('an unknown operator fails the event instead of matching by chance', () => {
  expect(() => matchesPattern({ source: [{ cidr: '10.0.0.0/8' }] }, event)).toThrow('cidr');
});

test('PutEvents refuses the same entries as EventBridge, one by one', () => {
  const clock = new CloudClock(0);
  const bus = new EventBus({
    clock,
    account: '0',
    region: 'r',
    buses: ['default'],
    rules: [],
    deliver: () => undefined,
  });
  const answer = bus.putEvents({
    Entries: [
      { Source: 'shop', DetailType: 'T', Detail: '{"a":1}' },
      { Source: 'shop', DetailType: 'T', Detail: 'no json' },
      { Source: 'aws.ses', DetailType: 'T', Detail: '{}' },
      { Source: 'shop', DetailType: 'T', Detail: '{}', EventBusName: 'nowhere' },
      { DetailType: 'T', Detail: '{}' },
    ],
  });
  expect(answer).toMatchObject({
    FailedEntryCount: 4,
    Entries: [
      { EventId: expect.any(String) },
      { ErrorCode: 'MalformedDetail' },
      { ErrorCode: 'NotAuthorizedForSourceException' },
      { ErrorCode: 'ResourceNotFoundException' },
      { ErrorCode: 'InvalidArgument' },
    ],
  });
  expect(bus.events()).toHaveLength(1);
});

test('an event goes to the rules of its own bus only, as the input that the target asks for', () => {
  const clock = new CloudClock(0);
  const target = { arn: 'f', input: undefined, inputPath: undefined };
  const rule = { arn: 'r', schedule: undefined, pattern: { source: ['shop'] } };
  const delivered: unknown[] = [];
  const bus = new EventBus({
    clock,
    account: '0',
    region: 'r',
    buses: ['default', 'outside'],
    rules: [
      { ...rule, name: 'whole', bus: 'outside', targets: [target] },
      { ...rule, name: 'part', bus: 'outside', targets: [{ ...target, inputPath: '$.detail.a' }] },
      { ...rule, name: 'fixed', bus: 'outside', targets: [{ ...target, input: { fixed: true } }] },
      { ...rule, name: 'other', bus: 'default', targets: [{ ...target, input: 'wrong bus' }] },
    ],
    deliver: (_, input) => delivered.push(input),
  });
  bus.put({ bus: 'outside', source: 'shop', detailType: 'T', detail: { a: 1 } });
  expect(delivered).toEqual([
    expect.objectContaining({ source: 'shop', detail: { a: 1 } }),
    1,
    { fixed: true },
  ]);
});

const at = (text: string) => Date.parse(`2030-01-${text}Z`);

test.each([
  ['rate(1 hour)', '01T10:00:00', '01T11:00:00'],
  ['rate(1 hour)', '01T10:59:59.999', '01T11:00:00'],
  ['rate(5 minutes)', '01T10:07:00', '01T10:10:00'],
  ['rate(1 day)', '02T10:00:00', '03T10:00:00'],
  ['cron(30 9 * * ? *)', '01T10:00:00', '02T09:30:00'],
  ['cron(0 8 ? * 2 *)', '01T10:00:00', '07T08:00:00'],
  ['cron(0 8 ? * MON-FRI *)', '05T10:00:00', '07T08:00:00'],
])('%s after %s fires at %s', (expression, after, expected) => {
  expect(new Date(nextFire(expression, at('01T10:00:00'), at(after)))).toEqual(new Date(at(expected)));
});

test('the clock starts at ten UTC, runs on, and jumps only forwards and only when frozen', async () => {
  expect(new Date(startOfLocalDay(at('05T23:00:00')))).toEqual(new Date(at('05T10:00:00')));
  const clock = new CloudClock(at('01T10:00:00'));
  const first = clock.now();
  await new Promise((resolve) => setTimeout(resolve, 15));
  expect(clock.now()).toBeGreaterThan(first);
  expect(() => clock.jumpTo(at('02T10:00:00'))).toThrow('frozen');
  clock.freeze();
  const still = clock.now();
  await new Promise((resolve) => setTimeout(resolve, 15));
  expect(clock.now()).toBe(still);
  clock.jumpTo(at('01T09:00:00'));
  expect(clock.now()).toBe(still);
  clock.jumpTo(at('02T10:00:00'));
  clock.thaw();
  expect(clock.now() - at('02T10:00:00')).toBeLessThan(1000);
  clock.stop();
});

test('timers fire in order of time, then of setting; a cancelled one does not fire', async () => {
  const clock = new CloudClock(at('01T10:00:00'));
  clock.freeze();
  const fired: string[] = [];
  const base = clock.now();
  clock.at(base + 200, () => fired.push('late'));
  clock.at(base + 100, () => {
    fired.push('early');
    clock.at(base + 150, () => fired.push('set while firing'));
  });
  clock.at(base + 100, () => fired.push('same time'));
  clock.at(base + 120, () => fired.push('never'))();
  clock.jumpTo(base + 199);
  expect(fired).toEqual(['early', 'same time', 'set while firing']);
  clock.thaw();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(fired.at(-1)).toBe('late');
  clock.stop();
});

test('a wake is swept in the last whole minute that still reaches it', () => {
  for (const seconds of [0, 1, 59, 60, 61, 3600]) {
    const wakeAt = at('01T10:00:00') + seconds * 1000;
    const minute = minuteFor(wakeAt);
    expect(minute % 60_000).toBe(0);
    expect(minute + 60_000).toBeGreaterThanOrEqual(wakeAt);
    expect(minute).toBeLessThanOrEqual(wakeAt);
  }
});

test('sweeps follow the index: nothing waits, something waits, it is handed out, it is still there ten minutes later', async () => {
  const clock = new CloudClock(at('01T10:00:00'));
  clock.freeze();
  const start = clock.now();
  const waiting: number[] = [];
  const fired: number[] = [];
  const wakes = new Wakes(
    clock,
    { earliestAfter: async (time) => waiting.toSorted((a, b) => a - b).find((wake) => wake > time) },
    (sweptAt) => fired.push(sweptAt),
  );
  expect(await wakes.nextDue()).toBeUndefined();
  const hour = start + 3_600_000;
  waiting.push(hour + 1);
  wakes.changed();
  expect(await wakes.nextDue()).toBe(minuteFor(hour + 1));
  clock.jumpTo(minuteFor(hour + 1));
  wakes.sweep(clock.now());
  expect(fired).toEqual([clock.now()]);
  expect(await wakes.nextDue()).toBe(clock.now() + 600_000);
  waiting.push(clock.now() + 90_000);
  wakes.changed();
  expect(await wakes.nextDue()).toBe(clock.now() + 60_000);
  waiting.length = 0;
  wakes.changed();
  expect(await wakes.nextDue()).toBeUndefined();
  wakes.stop();
  clock.stop();
});
