// The company's own gateway, called over a real connection: what is sent, what each response proves (I3), which
// addresses are not called.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webhookProviders } from '../../../lib/adapters/webhook/webhook-provider.ts';
import { traceOfParent } from '../../../lib/domain/trace.ts';
import type { SendAbout } from '../../../lib/ports/provider.ts';

const SECRET = `whsec_${Buffer.from('a secret of a gateway').toString('base64')}`;
const sockets = new Set<Socket>();
let answer: (response: ServerResponse) => void;
let got: { headers: IncomingHttpHeaders; body: string }[] = [];
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  got.push({ headers: request.headers, body });
  answer(response);
});
let connections = 0;
server.on('connection', (socket) => {
  connections += 1;
  sockets.add(socket);
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  port = (server.address() as { port: number }).port;
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

const about: SendAbout = {
  sendId: 'send-1',
  channel: 'sms',
  journey: 'hesitation',
  step: 'sms',
  template: 'hesitation-sms',
  purpose: 'marketing',
  cost: { micros: 50_000, currency: 'EUR' },
};
const sms = { to: '+4915112345678', text: 'Hi', promotional: true, context: {} };

function providers(
  settings: { url?: string; secret?: () => Promise<string>; allowedAddresses?: string[] } = {},
) {
  return webhookProviders({
    url: `http://127.0.0.1:${port}/messages?tenant=shop`,
    secret: async () => SECRET,
    allowedAddresses: ['127.0.0.1'],
    timeoutMs: 300,
    clock: () => Date.now(),
    ...settings,
  });
}

/** The provider's result for this response. */
function sendTo(reply: (response: ServerResponse) => void) {
  got = [];
  answer = reply;
  return providers().sms.send(sms, about);
}
const status =
  (code: number, body = '', headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(code, headers).end(body);

describe('what is sent', () => {
  it('carries the trace as a traceparent that another system can continue, the same at each try', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    await sendTo(status(200));
    expect(got[0]?.headers['traceparent']).toBeUndefined();
    got = [];
    for (const _ of [1, 2]) await providers().sms.send(sms, { ...about, trace });
    const [first, second] = got.map(({ headers }) => headers['traceparent']);
    expect(traceOfParent(first)).toBe(trace);
    expect(second).toBe(first);
  });

  it('carries the message and its purpose, signed, under the id of the send', async () => {
    await sendTo(status(200));
    const [{ headers, body } = { headers: {}, body: '' }] = got;
    expect(new Webhook(SECRET).verify(body, headers as Record<string, string>)).toEqual({
      sendId: 'send-1',
      channel: 'sms',
      to: '+4915112345678',
      text: 'Hi',
      journey: 'hesitation',
      step: 'sms',
      template: 'hesitation-sms',
      purpose: 'marketing',
      cost: { amount: '0.05', currency: 'EUR' },
    });
    expect(headers['webhook-id']).toBe('send-1');
    const other = new Webhook(`whsec_${Buffer.from('another').toString('base64')}`);
    expect(() => other.verify(body, headers as Record<string, string>)).toThrow();
  });

  it('is the content of each channel', async () => {
    got = [];
    answer = status(200);
    const { email, push } = providers();
    const mail = {
      to: 'a@b.example',
      subject: 's',
      html: '<p>h</p>',
      text: 't',
      headers: { 'List-Unsubscribe': '<u>' },
    };
    await email.send({ ...mail, tags: {} }, { ...about, channel: 'email', trace: 'abc' as never });
    const note = { to: 'token', platform: 'ios', title: 'T', text: 't', url: 'https://x.example' } as const;
    await push.send({ ...note, data: {} }, { ...about, channel: 'push' });
    expect(got.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      expect.objectContaining({ channel: 'email', trace: 'abc', ...mail }),
      expect.objectContaining({ channel: 'push', ...note }),
    ]);
  });
});

describe('an answer', () => {
  it.each([
    ['2xx with an id', status(202, '{"id":"gw-7"}'), { kind: 'accepted', providerId: 'gw-7' }],
    ['2xx without a body', status(204), { kind: 'accepted' }],
    ['2xx with something else', status(200, 'OK'), { kind: 'accepted' }],
    ['2xx with a body without end', status(200, `"${'x'.repeat(100_000)}"`), { kind: 'accepted' }],
    ['429', status(429), { kind: 'again', reason: 'status 429' }],
    [
      '503 with Retry-After',
      status(503, '', { 'retry-after': '30' }),
      { kind: 'again', reason: 'status 503' },
    ],
    ['503 without', status(503), { kind: 'unknown', reason: 'status 503' }],
    ['401', status(401), { kind: 'again', reason: 'status 401' }],
    ['403', status(403), { kind: 'again', reason: 'status 403' }],
    [
      '422 with a reason',
      status(422, '{"reason":"blocked country"}'),
      { kind: 'rejected', reason: 'blocked country' },
    ],
    [
      '410 for an address',
      status(410, '{"reason":"gone","fault":"address"}'),
      { kind: 'rejected', reason: 'gone', fault: 'address' },
    ],
    [
      '400 with an address in its reason',
      status(400, '{"reason":"bad +4915112345678"}'),
      { kind: 'rejected', reason: 'status 400' },
    ],
    ['500', status(500), { kind: 'unknown', reason: 'status 500' }],
    ['302', status(302, '', { location: 'http://127.0.0.1:1/' }), { kind: 'unknown', reason: 'status 302' }],
    ['none in time', () => undefined, { kind: 'unknown', reason: 'ABORT_ERR' }],
    [
      'a broken connection',
      (response: ServerResponse) => response.socket?.destroy(),
      { kind: 'unknown', reason: 'ECONNRESET' },
    ],
  ] as [string, (response: ServerResponse) => void, object][])('%s', async (_, reply, expected) => {
    expect(await sendTo(reply)).toEqual(expected);
    expect(got).toHaveLength(1);
  });

  it('that breaks off after its status counts as that status', async () => {
    const reply = (response: ServerResponse) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"id":');
      setTimeout(() => response.socket?.destroy(), 20);
    };
    expect(await sendTo(reply)).toEqual({ kind: 'accepted' });
  });
});

describe('nothing is sent', () => {
  it('where nobody listens or the name does not exist: it is retried', async () => {
    const probe = createServer();
    await new Promise<void>((done) => probe.listen(0, '127.0.0.1', () => done()));
    const { port: free } = probe.address() as { port: number };
    await new Promise((done) => probe.close(done));
    for (const url of [`http://127.0.0.1:${free}/`, 'https://no-such-host.invalid/'])
      expect(await providers({ url }).sms.send(sms, about)).toEqual({
        kind: 'again',
        reason: 'not connected',
      });
  });

  it('where the TLS handshake never ends', async () => {
    answer = status(200);
    got = [];
    const url = `https://127.0.0.1:${port}/`;
    expect((await providers({ url }).sms.send(sms, about)).kind).toBe('again');
    expect(got).toEqual([]);
  });

  it('without a signing secret', async () => {
    got = [];
    const none = async () => Promise.reject(new Error('AccessDenied'));
    expect(await providers({ secret: none }).sms.send(sms, about)).toEqual({
      kind: 'again',
      reason: 'no signing secret',
    });
    expect(await providers({ secret: async () => 'whsec_!' }).sms.send(sms, about)).toMatchObject({
      kind: 'again',
    });
    expect(got).toEqual([]);
  });

  it('to addresses that are not public, unless allowed by name', async () => {
    connections = 0;
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '169.254.169.254', '10.0.0.1']) {
      const url = `https://${host}:${port}/`;
      const refused = await providers({ url, allowedAddresses: [] }).sms.send(sms, about);
      expect(refused, host).toEqual({ kind: 'again', reason: 'not connected' });
    }
    expect(connections).toBe(0);
  });

  it('by plain HTTP to any other host', () => {
    expect(() => providers({ url: 'http://gateway.example/' })).toThrow(
      /to be https: http:\/\/gateway.example$/,
    );
  });
});
