// An operator lifts a bounce or a complaint: with a reason, visible in the person's history, and a complaint only after
// the person agreed again.
import { beforeEach, describe, expect, test } from 'vitest';
import type { ReceiptMessage } from '../../../schemas/mailbox.ts';
import { consentAndView, shopFiles, world } from './world.ts';

const ROUTE = 'POST /v1/profiles/{address}/suppressions/lift';
const path = { address: 'user:lea' };
let w: ReturnType<typeof world>;
let id: string;
let mail: string;

beforeEach(async () => {
  w = world();
  await w.ask('POST /v1/program/publish', { body: { files: await shopFiles() } });
  await w.post(
    { type: 'identify', userId: 'lea', traits: { email: 'lea@example.org' } },
    ...consentAndView('lea').slice(1),
  );
  id = (await w.ask<{ id: string }>('GET /v1/profiles/{address}', { path })).body.id;
  mail = await w.ports.profile.vault.profileId('email', 'lea@example.org');
});

/** As record-receipts stores it and passes it on. */
async function report(event: 'bounced' | 'complained'): Promise<void> {
  const at = w.clock();
  const address = mail.slice(2);
  for (const profile of [id, mail])
    await w.ports.profile.blocks.put(profile, {
      channel: 'email',
      reason: event,
      address,
      acceptedAt: at,
      index: 0,
    });
  const of = { sendId: 's', journey: 'welcome', step: 'mail', channel: 'email', address } as const;
  const message: ReceiptMessage = { type: 'receipt', id: `r-${at}`, event, ...of, at, acceptedAt: at };
  await w.deliver(id, [message]);
}
const lift = (body: object = {}) =>
  w.ask<{ detail?: string; pointer?: string; lifted?: number }>(ROUTE, {
    path,
    body: { channel: 'email', what: 'bounced', reason: 'the mailbox works again', ...body },
  });
const stored = async () => (await w.ports.profile.profiles.read(id))?.state;
const blocks = async () =>
  (await Promise.all([id, mail].map((profile) => w.ports.profile.blocks.read(profile)))).flat();

describe('a bounce', () => {
  test('is lifted for the person and the address, and the history says by whom and why', async () => {
    await report('bounced');
    w.pass(1_000);
    expect(await lift()).toMatchObject({ status: 200, body: { profile: id, lifted: 1 } });
    await w.fold();
    expect(await blocks()).toEqual([]);
    expect((await stored())?.unreachable).toEqual({});
    const { body } = await w.ask<{ items: { text: string }[] }>('GET /v1/profiles/{address}/timeline', {
      path,
    });
    expect(body.items.map(({ text }) => text)).toContain(
      'ann lifted that the address of email bounced: the mailbox works again',
    );
  });

  test('that comes again afterwards suppresses again', async () => {
    await report('bounced');
    await lift();
    await w.fold();
    w.pass(1_000);
    await report('bounced');
    expect(await blocks()).toHaveLength(2);
    expect((await stored())?.unreachable).toEqual({ email: mail.slice(2) });
  });

  test('needs a reason, the right to do it, and something to lift', async () => {
    expect(await lift()).toMatchObject({ status: 409, body: { pointer: '/what' } });
    await report('bounced');
    expect(await lift({ reason: ' ' })).toMatchObject({ status: 400, body: { pointer: '/reason' } });
    expect(await lift({ channel: 'fax' })).toMatchObject({ status: 400, body: { pointer: '/channel' } });
    expect(await lift({ what: 'withdrawn' })).toMatchObject({ status: 400, body: { pointer: '/what' } });
    expect(await lift({ channel: 'sms' })).toMatchObject({ status: 409 });
    for (const role of ['viewer', 'marketer', 'finance'] as const) {
      w.as(role);
      expect((await lift()).status, role).toBe(403);
    }
    expect(await blocks()).toHaveLength(2);
    w.as('privacy');
    expect((await lift()).status).toBe(200);
  });
});

describe('a complaint', () => {
  test('is lifted only after the person has consented again', async () => {
    await report('complained');
    expect(await lift({ what: 'complained' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('consent') },
    });
    expect(await blocks()).toHaveLength(2);
    w.pass(1_000);
    const properties = { purpose: 'marketing', channels: ['email'], source: 'checkout' };
    await w.post({ type: 'track', userId: 'lea', event: 'Consent Given', properties });
    expect((await lift({ what: 'complained' })).status).toBe(200);
    await w.fold();
    expect(await blocks()).toEqual([]);
    expect((await stored())?.complained).toEqual([]);
  });
});

test('an event of that name from an integration lifts nothing', async () => {
  await report('bounced');
  const properties = { channel: 'email', what: 'bounced', addresses: [mail.slice(2)] };
  await w.post({ type: 'track', userId: 'lea', event: 'Suppression Lifted', properties });
  expect((await stored())?.unreachable).toEqual({ email: mail.slice(2) });
  expect(await blocks()).toHaveLength(2);
});
