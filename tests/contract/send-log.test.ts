import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { dynamoSendLog } from '../../lib/adapters/dynamodb/send-log.ts';
import { inMemorySendLog } from '../../lib/adapters/in-memory/send-log.ts';
import type { SendLog, SendRecord, SendSubject } from '../../lib/ports/send-log.ts';
import { forEachDatabase, forEachStore } from './databases.ts';
import { newId, T0 } from './samples.ts';

const DAY = 86_400_000;
let serial = 0;
function subject(): SendSubject {
  serial += 1;
  return {
    sendId: `send-${serial}`,
    profile: newId(),
    channel: 'email',
    journey: 'welcome',
    entry: 1,
    step: 'mail',
    visit: 0,
    template: 'hello',
    expiresAt: T0 + 90 * DAY,
  };
}
const cost = { micros: 1_000, currency: 'EUR' };
type Of<S extends SendRecord['status']> = Extract<SendRecord, { status: S }>;
const calling = (s: SendSubject, attempt = 0, lease = 'lease-1'): Of<'calling'> => ({
  ...s,
  at: T0,
  status: 'calling',
  attempt,
  lease,
  cost,
  calledAt: T0,
  address: 'h1',
});
const sent = (s: SendSubject): Of<'sent'> => ({
  ...s,
  at: T0 + 1,
  status: 'sent',
  providerId: 'p-1',
  lease: 'lease-1',
  cost,
  costRev: 1,
  address: 'h1',
});
const again = (s: SendSubject, attempt: number): Of<'again'> => ({
  ...s,
  at: T0,
  status: 'again',
  attempt,
  reason: 'Throttling',
});
const unknown = (s: SendSubject): Of<'unknown'> => ({
  ...s,
  at: T0 + 2,
  status: 'unknown',
  lease: 'lease-1',
  cost,
  address: 'h1',
});
const refused = (s: SendSubject): Of<'refused'> => ({
  ...s,
  at: T0,
  status: 'refused',
  reason: 'window',
  retryAt: T0 + DAY,
});
const failed = (s: SendSubject): Of<'failed'> => ({
  ...s,
  at: T0,
  status: 'failed',
  reason: 'MessageRejected',
  fault: 'address',
  address: 'h1',
});

const stores = {
  'in memory': () => inMemorySendLog(() => T0),
  dynamodb: ({ client, tables }: Parameters<Parameters<typeof forEachStore<SendLog>>[1]['dynamodb']>[0]) =>
    dynamoSendLog(client, tables.sends, () => T0),
};

forEachStore<SendLog>('send log', stores, (make) => {
  test('I3: one claim of a send succeeds, and the claimed record is stored', async () => {
    const log = await make();
    const record = calling(subject());
    expect(await log.read(record.sendId)).toBeUndefined();
    const claims = await Promise.all([log.claim(record), log.claim(record), log.claim(record)]);
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await log.read(record.sendId)).toEqual(record);
  });

  test('I3: every status is read back as put', async () => {
    const log = await make();
    for (const final of [sent, unknown, failed, (s: SendSubject) => again(s, 1)]) {
      const s = subject();
      await log.claim(calling(s));
      expect(await log.settle(final(s), 0)).toBe(true);
      expect(await log.read(s.sendId)).toEqual(final(s));
    }
    const s = subject();
    expect(await log.refuse(refused(s), 0)).toBe(true);
    expect(await log.read(s.sendId)).toEqual(refused(s));
  });

  test('I3: a final record stays, whoever writes', async () => {
    const log = await make();
    for (const final of [sent, unknown, failed]) {
      const s = subject();
      await log.claim(calling(s));
      await log.settle(final(s), 0);
      expect(await log.claim(calling(s))).toBe(false);
      expect(await log.refuse(refused(s), 0)).toBe(false);
      expect(await log.settle(sent(s), 0)).toBe(false);
      expect(await log.read(s.sendId)).toEqual(final(s));
    }
    const s = subject();
    await log.refuse(refused(s), 0);
    expect(await log.refuse(refused(s), 0)).toBe(false);
    expect(await log.claim(calling(s))).toBe(false);
  });

  test('I3: a refusal cannot replace a call in progress', async () => {
    const log = await make();
    const s = subject();
    await log.claim(calling(s));
    expect(await log.refuse(refused(s), 0)).toBe(false);
  });

  test('I3: "again" lets its own attempt claim or refuse, and no other', async () => {
    const log = await make();
    const s = subject();
    await log.claim(calling(s));
    await log.settle(again(s, 1), 0);
    expect(await log.claim(calling(s, 0))).toBe(false);
    expect(await log.refuse(refused(s), 0)).toBe(false);
    expect(await log.claim(calling(s, 2))).toBe(false);
    expect(await log.claim(calling(s, 1))).toBe(true);
    expect(await log.settle(sent(s), 0)).toBe(false);
    expect(await log.settle(again(s, 2), 1)).toBe(true);
    expect(await log.refuse(refused(s), 2)).toBe(true);
  });

  test("a provider's event settles a record that is unknown or calling, and no other", async () => {
    const log = await make();
    const [a, b, c, d] = [subject(), subject(), subject(), subject()];
    for (const s of [a, b, c, d]) await log.claim(calling(s));
    await log.settle(unknown(a), 0);
    await log.settle(unknown(b), 0);
    await log.settle(sent(c), 0);
    expect(await log.amend(a.sendId, { status: 'sent' })).toEqual({
      ...unknown(a),
      status: 'sent',
      costRev: 1,
    });
    const { cost: _, ...rest } = unknown(b);
    expect(await log.amend(b.sendId, { status: 'failed', reason: 'Reject' })).toEqual({
      ...rest,
      status: 'failed',
      reason: 'Reject',
    });
    expect(await log.read(b.sendId)).toMatchObject({ status: 'failed', reason: 'Reject' });
    expect(await log.amend(c.sendId, { status: 'failed' })).toEqual(sent(c));
    const { attempt, calledAt: _at, ...called } = calling(d);
    expect(await log.amend(d.sendId, { status: 'sent' })).toEqual({ ...called, status: 'sent', costRev: 1 });
    // The caller, which gets its response later, does not revert the record.
    expect(await log.settle(unknown(d), attempt)).toBe(false);
    expect(await log.read(d.sendId)).toMatchObject({ status: 'sent' });
    expect(await log.amend('nobody', { status: 'sent' })).toBeUndefined();
  });

  test('the real price raises the revision once, however often it is reported', async () => {
    const log = await make();
    const s = subject();
    await log.claim(calling(s));
    await log.settle(sent(s), 0);
    const real = { micros: 1_500, currency: 'EUR' };
    for (let i = 0; i < 2; i += 1)
      expect(await log.amend(s.sendId, { cost: real })).toEqual({ ...sent(s), cost: real, costRev: 2 });
    const dollars = { micros: 1_700, currency: 'USD' };
    for (let i = 0; i < 2; i += 1)
      expect(await log.amend(s.sendId, { cost: dollars })).toEqual({
        ...sent(s),
        cost: real,
        price: dollars,
        costRev: 3,
      });
    expect(await log.read(s.sendId)).toEqual({ ...sent(s), cost: real, price: dollars, costRev: 3 });
  });

  test('I5: a lease is charged for sends calling, sent and unknown, and for no others', async () => {
    const log = await make();
    const [a, b, c, d, e] = [subject(), subject(), subject(), subject(), subject()];
    for (const s of [a, b, c, d]) await log.claim(calling(s));
    await log.claim(calling(e, 0, 'lease-2'));
    await log.settle(sent(b), 0);
    await log.settle(unknown(c), 0);
    await log.settle(failed(d), 0);
    expect(await log.sumOfLease('lease-1')).toBe(3_000);
    expect(await log.sumOfLease('lease-2')).toBe(1_000);
    expect(await log.sumOfLease('lease-3')).toBe(0);
  });
});

const expired = { ...subject(), expiresAt: T0 };
forEachStore<SendLog>('send log after its records end', stores, (make) => {
  test('an expired record is not found, deleted already or not', async () => {
    const log = await make();
    await log.claim(calling(expired));
    expect(await log.read(expired.sendId)).toBeUndefined();
    expect(await log.refuse(refused({ ...expired, expiresAt: T0 + DAY }), 0)).toBe(true);
    expect(await log.read(expired.sendId)).toMatchObject({ status: 'refused' });
  });
});

forEachDatabase('send log when a response is lost', (database) => {
  test('a retried put recognises its own first write (I5)', async () => {
    const { client, tables } = await database();
    const twice = Object.create(client) as typeof client;
    let lost = 0;
    // What the SDK does when the first response is lost: it repeats the put.
    twice.send = (async (command: PutItemCommand) => {
      if (!(command instanceof PutItemCommand)) return client.send(command);
      await client.send(new PutItemCommand(command.input));
      lost += 1;
      return client.send(command);
    }) as typeof client.send;
    const log = dynamoSendLog(twice, tables.sends, () => T0);
    const s = subject();
    expect(await log.claim(calling(s))).toBe(true);
    expect(await log.settle(sent(s), 0)).toBe(true);
    expect(await log.claim(calling(s))).toBe(false);
    expect(lost).toBe(2);
  });
});
