// The unsubscribe page: one click for people and mail clients, in the reader's language, and a way back.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { withConsent, withWithdrawal } from '../../../lib/domain/consent/consent.ts';
import type { Program } from '../../../schemas/documents.ts';
import { type Recipient, recipientOfMail } from './recipients.ts';
import { HOUR, PROFILE, program, requestOf } from './world.ts';

vi.hoisted(() => {
  process.env['POWERTOOLS_LOG_LEVEL'] = 'SILENT';
});
let world: Recipient['world'];
let ports: Recipient['ports'];
let failures: string[];
let links: Recipient['links'];
let recipient: Recipient;
beforeEach(async () => {
  recipient = await recipientOfMail();
  ({ world, ports, failures, links } = recipient);
});
const request: Recipient['request'] = (...all) => recipient.request(...all);
const mailed = () => recipient.mailed();
const blocks = () => world.blocks.read(PROFILE);
const MULTIPART =
  '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n';
const press = () => request('POST', 'u', links.u, { body: 'List-Unsubscribe=One-Click' });
const undo = () => request('POST', 'u', links.u, { body: 'Undo=Unsubscribe' });
/** Takes in what is in the mailbox, as far as consent goes. */
async function takeIn() {
  for (const message of mailed())
    if (message.type === 'event')
      await world.write((state) => {
        const { occurredAt: at, acceptedAt, index } = message;
        const before = state.consent['marketing']?.['email'];
        const mark = { at, acceptedAt, index };
        const after =
          message.name === 'Consent Given' ? withConsent(before, mark) : withWithdrawal(before, mark);
        state.consent['marketing'] = { ...state.consent['marketing'], email: after };
      });
  const last = mailed().at(-1);
  if (last?.type === 'event' && last.name === 'Consent Given')
    await world.blocks.lift(PROFILE, {
      purpose: 'marketing',
      channel: 'email',
      acceptedAt: last.acceptedAt,
      index: 0,
    });
}

describe('unsubscribe', () => {
  it('GET shows one button and changes nothing', async () => {
    const { statusCode, headers, body = '' } = await request('GET', 'u', links.u);
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(headers?.['content-security-policy']).toContain("default-src 'none'");
    expect(body).toMatch(/<html lang="en">[\s\S]*<title>Unsubscribe<\/title>[\s\S]*<h1>/);
    expect(body).toContain('e-mail from Shop (offers)');
    expect(body.match(/<button/g)).toHaveLength(1);
    expect(body).toContain(
      '<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">',
    );
    expect(body).not.toContain('zoe');
    expect([await blocks(), mailed()]).toEqual([[], []]);
  });
  it.each([
    ["a mail client's POST", { body: 'List-Unsubscribe=One-Click' }],
    [
      'the same from the gateway, in base64',
      { body: btoa('List-Unsubscribe=One-Click'), isBase64Encoded: true },
    ],
    [
      'the same as multipart',
      { body: MULTIPART, headers: { 'content-type': 'multipart/form-data; boundary="x"' } },
    ],
  ])('%s applies at once to the next send (I4)', async (_, options) => {
    expect((await request('POST', 'u', links.u, { ...options, agent: '' })).statusCode).toBe(200);
    expect(await blocks()).toMatchObject([{ channel: 'email', reason: 'withdrawn', purpose: 'marketing' }]);
    expect(mailed()).toMatchObject([
      {
        type: 'event',
        name: 'Consent Withdrawn',
        trust: 'recipient',
        properties: { purpose: 'marketing', channels: ['email'] },
      },
    ]);
    await world.send(requestOf({ visit: 1 }));
    expect(world.calls).toHaveLength(1);
  });
  it('posted twice counts once, and later is another withdrawal', async () => {
    await press();
    await press();
    const [first, second] = world.mailbox.items;
    expect(second?.deduplicationId).toBe(first?.deduplicationId);
    world.now += 2 * HOUR;
    await press();
    expect(world.mailbox.items[2]?.deduplicationId).not.toBe(first?.deduplicationId);
  });
  it('suppresses every profile along the redirects', async () => {
    const survivor = 'u-DDDDDDDDDDDDDDDDDDDDDD';
    await world.write(() => {}, survivor);
    await world.write((state) => {
      state.redirect = survivor;
    });
    await press();
    expect(await world.blocks.read(survivor)).toHaveLength(1);
    expect(await blocks()).toHaveLength(1);
  });
  it('offers the button again if the mailbox does not respond; the suppression applies', async () => {
    world.mailbox.refuse = 1;
    const { statusCode, body } = await press();
    expect([statusCode, failures]).toEqual([503, ['unsubscribe']]);
    expect(body).toContain('<button');
    expect(await blocks()).toHaveLength(1);
  });
  it('works if the program cannot be read', async () => {
    ports.programs = { current: async () => Promise.reject(new Error('S3')) };
    expect((await request('GET', 'u', links.u)).statusCode).toBe(200);
    expect((await press()).statusCode).toBe(200);
    expect(await blocks()).toHaveLength(1);
  });
});

describe('a POST that says something else', () => {
  it.each([
    ['nothing', {}],
    ['an empty form', { body: '' }],
    ['another value', { body: 'List-Unsubscribe=Yes' }],
    ['another spelling', { body: 'list-unsubscribe=one-click' }],
    ['something besides', { body: 'List-Unsubscribe=One-Click&a=b' }],
    ['JSON', { body: '{"List-Unsubscribe":"One-Click"}', headers: { 'content-type': 'application/json' } }],
    [
      'a broken multipart form',
      { body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=x' } },
    ],
    ['too much', { body: `List-Unsubscribe=${'x'.repeat(20_000)}` }],
  ])('%s is refused with a page and changes nothing', async (_, options) => {
    const { statusCode, body = '' } = await request('POST', 'u', links.u, options);
    expect(statusCode).toBe(400);
    expect(body).toContain('Nothing was changed');
    expect(body).toContain('name="List-Unsubscribe" value="One-Click"');
    expect([await blocks(), mailed()]).toEqual([[], []]);
  });
});

describe('what the unsubscribe page says', () => {
  beforeEach(() => {
    const reminder = { id: 'cart-reminder', description: 'You left something in your cart' };
    const journeys = { 'cart-reminder': reminder } as unknown as Program['journeys'];
    ports.programs = {
      current: async () => ({ program: { ...program, journeys } }),
    } as typeof ports.programs;
  });
  const read = async (headers: Record<string, string> = {}) =>
    (await request('GET', 'u', links.u, { headers })).body ?? '';

  it('names the masked address, the company, the purpose and the reason', async () => {
    const body = await read();
    expect(body).toContain('You get e-mail from Shop (offers) at z***@example.com.');
    expect(body).toContain('You left something in your cart');
    expect(body).not.toContain('zoe');
    expect(body).not.toContain('<script');
  });
  it.each([
    ['de-AT,de;q=0.9,en;q=0.8', undefined, 'de', 'Abmelden'],
    ['zh-CN', undefined, 'zh', '退订'],
    ['ZH-Hant-TW, en;q=0.5', undefined, 'zh', '退订'],
    ['fr, de;q=0.4, en;q=0.3', undefined, 'de', 'Abmelden'],
    ['en;q=0.3,zh;q=0.9', undefined, 'zh', '退订'],
    ['de;q=0, en', undefined, 'en', 'Unsubscribe'],
    ['en-GB', 'zh-CN', 'en', 'Unsubscribe'],
    ['fr-FR', 'de_CH', 'de', 'Abmelden'],
    [undefined, 'zh-Hans-CN', 'zh', '退订'],
    [undefined, 'fr', 'en', 'Unsubscribe'],
    ['*', undefined, 'en', 'Unsubscribe'],
    [';;,q=,', undefined, 'en', 'Unsubscribe'],
  ])('is in the language of %s with the locale %s: %s', async (accepted, locale, language, title) => {
    if (locale) await world.write((state) => Object.assign(state, { locale }));
    const body = await read(accepted ? { 'accept-language': accepted } : {});
    expect(body).toContain(`<html lang="${language}">`);
    expect(body).toContain(`<h1>${title}</h1>`);
  });
  it('says so in each language when a link is broken', async () => {
    const { statusCode, headers, body } = await request('GET', 'u', 'x', {
      headers: { 'accept-language': 'de' },
    });
    expect([statusCode, headers?.['content-language']]).toEqual([404, 'de']);
    expect(body).toContain('Dieser Link funktioniert nicht');
  });
  it('says less if the profile cannot be read, or nothing is stored of the person', async () => {
    const { profiles } = ports;
    ports.profiles = { ...profiles, read: async () => Promise.reject(new Error('down')) };
    expect(await read()).toContain('You get e-mail from Shop (offers).');
    expect(failures).toEqual(['profile']);
    ports.profiles = { ...profiles, read: async () => undefined };
    expect(await read()).toContain('<button');
  });
  it('works with a link of an earlier release, which names no journey', async () => {
    const token = await world.vault.signToken({ k: 'u', p: PROFILE, s: 's', c: 'email', m: 'marketing' });
    const { body } = await request('GET', 'u', token);
    expect(body).toContain('<button');
    expect(body).not.toContain('Why');
  });
});

describe('undo', () => {
  it('is offered once unsubscribed, gives what was withdrawn again and nothing else', async () => {
    expect((await press()).body).toContain('<input type="hidden" name="Undo" value="Unsubscribe">');
    world.now += HOUR;
    const { statusCode, body } = await undo();
    expect(statusCode).toBe(200);
    expect(body).toContain('You are subscribed again');
    expect(mailed()).toMatchObject([
      { name: 'Consent Withdrawn' },
      {
        name: 'Consent Given',
        trust: 'recipient',
        acceptedAt: world.now,
        properties: { purpose: 'marketing', channels: ['email'] },
      },
    ]);
  });
  it('is later than the withdrawal even in the same millisecond, and counts once', async () => {
    await press();
    await undo();
    await undo();
    const [, first, second] = world.mailbox.items;
    expect(first?.deduplicationId).toBe(second?.deduplicationId);
    await takeIn();
    await world.send(requestOf({ visit: 1 }));
    expect(world.calls).toHaveLength(2);
  });
  it('is followed by a withdrawal of its own, however soon', async () => {
    await press();
    world.now += 1_000;
    await undo();
    world.now += 1_000;
    await press();
    expect(new Set(world.mailbox.items.map((item) => item.deduplicationId)).size).toBe(3);
    await takeIn();
    expect((await request('GET', 'u', links.u)).body).toContain('You have unsubscribed already');
  });
  it('shows the state it found: subscribed, unsubscribed, subscribed again', async () => {
    expect((await request('GET', 'u', links.u)).body).toContain('name="List-Unsubscribe"');
    await press();
    const { body } = await request('GET', 'u', links.u);
    expect(body).toContain('You have unsubscribed already');
    expect(body).toContain('name="Undo"');
    await takeIn();
    expect((await request('GET', 'u', links.u)).body).toContain('name="Undo"');
    world.now += 1_000;
    world.mailbox.items = [];
    await undo();
    await takeIn();
    expect((await request('GET', 'u', links.u)).body).toContain('name="List-Unsubscribe"');
  });
  it('does nothing for a person who is subscribed', async () => {
    const { statusCode, body } = await undo();
    expect(statusCode).toBe(200);
    expect(body).toContain('name="List-Unsubscribe"');
    expect(mailed()).toEqual([]);
  });
  it('is not offered and refused where everything was withdrawn in another way', async () => {
    const stop = {
      channel: 'email',
      reason: 'withdrawn',
      purpose: '*',
      acceptedAt: world.now,
      index: 0,
    } as const;
    await world.blocks.put(PROFILE, stop);
    const { body } = await request('GET', 'u', links.u);
    expect(body).toContain('You have unsubscribed already');
    expect(body).not.toContain('<button');
    expect((await undo()).statusCode).toBe(409);
    expect(mailed()).toEqual([]);
  });
  it('says nothing of a subscription where the profile cannot be read', async () => {
    await press();
    world.mailbox.items = [];
    const { read } = world.ports.profiles;
    world.ports.profiles.read = () => Promise.reject(new Error('no table'));
    const { statusCode, body } = await undo();
    world.ports.profiles.read = read;
    expect([statusCode, failures]).toEqual([503, ['profile', 'resubscribe']]);
    expect(body).toContain('name="Undo"');
    expect(mailed()).toEqual([]);
  });
  it('is offered again if the mailbox does not respond', async () => {
    await press();
    world.mailbox.refuse = 1;
    const { statusCode, body } = await undo();
    expect([statusCode, failures]).toEqual([503, ['resubscribe']]);
    expect(body).toContain('name="Undo"');
  });
});
