// What recipients reach by their links: counting, and no redirect elsewhere.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Recipient, recipientOfMail } from './recipients.ts';
import { HOUR, makeWorld, PROFILE, requestOf } from './world.ts';

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

describe('HEAD', () => {
  it.each(['u', 'c', 'o', 's'])(
    '/%s/ is answered as GET without a body, and counts nothing',
    async (kind) => {
      const token = kind === 's' ? await shortLink() : links[kind as 'u'];
      const { headers, body, ...head } = await request('HEAD', kind, token);
      expect(body).toBeUndefined();
      expect(mailed()).toEqual([]);
      const got = await request('GET', kind, token);
      expect(head.statusCode).toBe(got.statusCode);
      const { 'trace-id': _, ...others } = got.headers ?? {};
      expect(headers).toMatchObject(others);
      expect((await request('HEAD', kind, 'x')).statusCode).toBe(404);
      expect(await blocks()).toEqual([]);
    },
  );
});

/** The code of a link in a text message. */
async function shortLink(): Promise<string> {
  await world.send(requestOf({ channel: 'sms', template: 'linked', step: 'sms' }));
  const { text = '' } = (world.calls.at(-1) ?? {}) as { text?: string };
  world.mailbox.items = [];
  return /https:\/\/l\.example\/s\/([A-Za-z0-9]{10})\b/.exec(text)?.[1] ?? '';
}

describe('the short link of a text message', () => {
  it('leads to the address in the text, and is counted as a click', async () => {
    const code = await shortLink();
    const { statusCode, headers } = await request('GET', 's', code);
    expect([statusCode, headers?.['location']]).toEqual([302, 'https://shop.example/%E8%8C%B6?a=1&b=2']);
    expect(mailed()).toMatchObject([
      {
        type: 'receipt',
        event: 'clicked',
        channel: 'sms',
        step: 'sms',
        url: 'https://shop.example/%E8%8C%B6',
      },
    ]);
  });
  it('is the same when the message is composed again', async () => {
    const code = await shortLink();
    const again = await makeWorld();
    again.ports.shortLinks = world.ports.shortLinks;
    await again.send(requestOf({ channel: 'sms', template: 'linked', step: 'sms' }));
    expect((again.calls[0] as { text: string }).text).toContain(code);
  });
  it('ends after half a year, and says so for another half', async () => {
    const code = await shortLink();
    world.now += 179 * 24 * HOUR;
    expect((await request('GET', 's', code)).statusCode).toBe(302);
    world.now += 2 * 24 * HOUR;
    const { statusCode, body } = await request('GET', 's', code);
    expect(statusCode).toBe(410);
    expect(body).toContain('This link has ended');
  });
  it('is guessed by nobody', async () => {
    const code = await shortLink();
    for (const other of [
      '',
      'x',
      code.slice(1),
      `${code}a`,
      code.toUpperCase() === code ? code.toLowerCase() : code.toUpperCase(),
      '../u',
      links.c,
    ])
      expect((await request('GET', 's', other)).statusCode).toBe(404);
  });
});

describe('a click on an odd link', () => {
  const click = async (u: string) =>
    request(
      'GET',
      'c',
      await world.vault.signToken({ k: 'c', p: PROFILE, s: 's', c: 'email', m: 'm', j: 'j', t: 't', u }),
    );
  it.each([
    ['https://shop.example/茶?q=ü', 'https://shop.example/%E8%8C%B6?q=%C3%BC'],
    ['Https://Shop.Example/A', 'https://shop.example/A'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['https://shop.example/a\nb', 'https://shop.example/ab'],
  ])('%s of an earlier release leads on', async (u, location) => {
    const { statusCode, headers } = await click(u);
    expect([statusCode, headers?.['location']]).toEqual([302, location]);
  });
  it.each(['https://[x/', 'http://a b/', 'javascript:x'])('%s is a page that says so', async (u) => {
    expect((await click(u)).statusCode).toBe(404);
    expect(mailed()).toEqual([]);
  });
});

describe('clicks and opens', () => {
  it("a click is counted and leads to the template's target", async () => {
    const { statusCode, headers } = await request('GET', 'c', links.c);
    expect([statusCode, headers?.['location']]).toEqual([302, 'https://shop.example/cart?a=1&b=2']);
    expect(headers?.['referrer-policy']).toBe('no-referrer');
    const receipt = {
      type: 'receipt',
      event: 'clicked',
      sendId: requestOf().sendId,
      journey: 'cart-reminder',
      step: 'mail',
      channel: 'email',
    };
    expect(mailed()).toEqual([expect.objectContaining({ ...receipt, url: 'https://shop.example/cart' })]);
    expect(mailed()[0]).not.toHaveProperty('bot');
  });
  it('a click leads on even if counting fails or hangs', async () => {
    world.mailbox.refuse = 1;
    expect((await request('GET', 'c', links.c)).statusCode).toBe(302);
    expect(failures).toEqual(['count']);
    ports.mailbox = { put: () => new Promise(() => {}) };
    expect((await request('GET', 'c', links.c)).statusCode).toBe(302);
  });
  it("a scanner's click is counted separately and does not hide the person's", async () => {
    await request('GET', 'c', links.c, { agent: 'Barracuda Sentinel' });
    await request('GET', 'c', links.c, { agent: '' });
    await request('GET', 'c', links.c);
    await request('GET', 'c', links.c);
    expect(mailed().map((m) => ('bot' in m ? m.bot : undefined))).toEqual([true, true, undefined, undefined]);
    const ids = world.mailbox.items.map((item) => item.deduplicationId);
    expect(new Set(ids).size).toBe(2);
  });
  it('an open is a picture of one pixel', async () => {
    const { statusCode, headers, body = '', isBase64Encoded } = await request('GET', 'o', links.o);
    expect([statusCode, headers?.['content-type'], isBase64Encoded]).toEqual([200, 'image/gif', true]);
    expect(Buffer.from(body, 'base64').subarray(0, 6).toString()).toBe('GIF89a');
    expect(mailed()).toMatchObject([{ event: 'opened' }]);
  });
});

describe('a token that is not ours', () => {
  it.each([
    ['GET', 'u'],
    ['POST', 'u'],
    ['GET', 'c'],
    ['GET', 'o'],
  ])('%s /%s/ returns a 404 page and does nothing', async (method, kind) => {
    const own = links[kind as 'u'];
    const forged = `${Buffer.from(JSON.stringify({ k: kind, p: PROFILE, u: 'https://evil.example' })).toString('base64url')}.${own.split('.')[1]}`;
    const other = kind === 'u' ? links.c : links.u;
    for (const token of ['', 'x', own.slice(0, -2), `${own}.x`, forged, other, '..', 'eyJ9.AAAA']) {
      const { statusCode, body } = await request(method, kind, token);
      expect([token, statusCode]).toEqual([token, 404]);
      expect(body).toContain('<h1');
    }
    expect([await blocks(), mailed()]).toEqual([[], []]);
  });
});
