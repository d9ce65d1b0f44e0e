// What recipients reach by their links: one-click unsubscribe, counting, and no redirect elsewhere.
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type RecipientRoutesPorts, recipientRoutes } from '../../../functions/serve-recipients/routes.ts';
import type { EmailMessage } from '../../../lib/channels/email/channel.ts';
import { httpHandler } from '../../../lib/http/stack.ts';
import { HOUR, makeWorld, PROFILE, requestOf, type World } from './world.ts';

vi.hoisted(() => {
  process.env['POWERTOOLS_LOG_LEVEL'] = 'SILENT';
});
let world: World;
let ports: RecipientRoutesPorts;
let failures: string[];
let links: { u: string; c: string; o: string };
beforeEach(async () => {
  world = await makeWorld();
  failures = [];
  const { profiles, blocks, vault, mailbox, clock, programs } = world.ports;
  ports = { profiles, blocks, vault, mailbox, clock, programs, onFailure: (what) => failures.push(what) };
  await world.send(requestOf());
  const { html = '', headers } = (world.calls as EmailMessage[])[0] ?? { headers: {} };
  const token = (kind: string) => new RegExp(`l\\.example/${kind}/([^"]+)"`).exec(html)?.[1] ?? '';
  links = {
    u: (headers as Record<string, string>)['List-Unsubscribe']?.replace(/^<.*\/u\/|>$/g, '') ?? '',
    c: token('c'),
    o: token('o'),
  };
  world.mailbox.items = [];
});
const PERSON = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)';

async function request(
  method: string,
  kind: string,
  token: string,
  options: { agent?: string; body?: string } = {},
): Promise<APIGatewayProxyStructuredResultV2> {
  const event = {
    routeKey: `${method} /${kind}/{token}`,
    pathParameters: { token },
    headers: options.agent === '' ? {} : { 'user-agent': options.agent ?? PERSON },
    body: options.body,
    requestContext: { requestId: 'r' },
  } as unknown as APIGatewayProxyEventV2;
  return httpHandler(recipientRoutes(ports))(event, { getRemainingTimeInMillis: () => 10_000 } as Context);
}
const mailed = () => world.mailbox.items.flatMap((item) => item.body.messages);
const blocks = () => world.blocks.read(PROFILE);

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
    ["a mail client's POST", 'List-Unsubscribe=One-Click'],
    ['a POST without a body', undefined],
  ])('%s applies at once to the next send (I4)', async (_, body) => {
    expect((await request('POST', 'u', links.u, { body, agent: '' })).statusCode).toBe(200);
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
    await request('POST', 'u', links.u);
    await request('POST', 'u', links.u);
    const [first, second] = world.mailbox.items;
    expect(second?.deduplicationId).toBe(first?.deduplicationId);
    world.now += 2 * HOUR;
    await request('POST', 'u', links.u);
    expect(world.mailbox.items[2]?.deduplicationId).not.toBe(first?.deduplicationId);
  });
  it('suppresses every profile along the redirects', async () => {
    const survivor = 'u-DDDDDDDDDDDDDDDDDDDDDD';
    await world.write(() => {}, survivor);
    await world.write((state) => {
      state.redirect = survivor;
    });
    await request('POST', 'u', links.u);
    expect(await world.blocks.read(survivor)).toHaveLength(1);
    expect(await blocks()).toHaveLength(1);
  });
  it('offers the button again if the mailbox does not respond; the suppression applies', async () => {
    world.mailbox.refuse = 1;
    const { statusCode, body } = await request('POST', 'u', links.u);
    expect([statusCode, failures]).toEqual([503, ['unsubscribe']]);
    expect(body).toContain('<button');
    expect(await blocks()).toHaveLength(1);
  });
  it('works if the program cannot be read', async () => {
    ports = { ...ports, programs: { current: async () => Promise.reject(new Error('S3')) } };
    expect((await request('GET', 'u', links.u)).statusCode).toBe(200);
    expect((await request('POST', 'u', links.u)).statusCode).toBe(200);
    expect(await blocks()).toHaveLength(1);
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
    ports = { ...ports, mailbox: { put: () => new Promise(() => {}) } };
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
