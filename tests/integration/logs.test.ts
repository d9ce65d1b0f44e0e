// I9 in the logs: every route is called with addresses in its path, query and body, a person gets messages on every
// channel and replies, and unreadable input arrives. After that no line contains an address, a token or a path, and
// every line matches the schema.
import { randomUUID } from 'node:crypto';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { INTAKE_ROUTES, OPEN_ROUTES, OPERATOR_ROUTES, RECIPIENT_ROUTES } from '../../lib/infra/routes.ts';
import { type Backend, basic, onEachDatabase, type Sent } from './backend.ts';
import { linesWith, logText, readLines } from './log-lines.ts';

const PERSON = {
  email: 'grete.geheim@heimlich.example',
  phone: '+4915777654321',
  name: 'Schmetterling',
  address: 'Himmelgasse 7',
  ip: '203.0.113.77',
};
const SECRETS = [...Object.values(PERSON), 'grete.geheim', '15777654321', 'Himmelgasse'];
const traits = { email: PERSON.email, phone: PERSON.phone, name: PERSON.name, address: PERSON.address };
const context = {
  ip: PERSON.ip,
  page: { url: `https://shop.example/?mail=${PERSON.email}`, search: `?mail=${PERSON.email}` },
  device: { type: 'ios', token: 'device-token-of-grete' },
};

/** The plain spelling, and the spellings in paths, headers and queues. */
function spellings(secret: string): string[] {
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '')];
}

async function callEverything(backend: Backend): Promise<void> {
  const keys = [...INTAKE_ROUTES, ...RECIPIENT_ROUTES, ...OPEN_ROUTES, ...OPERATOR_ROUTES];
  for (const key of keys) {
    const [method = '', path = ''] = key.split(' ');
    const filled = path.replace(/\{[^}]+\}/g, encodeURIComponent(`email:${PERSON.email}`));
    const query = `?mail=${encodeURIComponent(PERSON.email)}&from=${PERSON.phone}`;
    const body = {
      userId: PERSON.email,
      event: PERSON.name,
      traits,
      context,
      rows: [{ campaign: PERSON.email }],
    };
    const headers = INTAKE_ROUTES.includes(key)
      ? basic('local-write-key')
      : { authorization: 'Bearer local-admin' };
    const answer = await backend.call(method, filled + query, {
      headers: { ...headers, 'user-agent': PERSON.name, traceparent: PERSON.email },
      ...(['GET', 'HEAD', 'DELETE'].includes(method) ? {} : { body }),
    });
    expect(answer.status, key).toBeLessThan(502);
    expect(answer.headers.get('trace-id'), key).toMatch(/^[0-9a-f]{32}$/);
  }
}

async function putRaw(backend: Backend, variable: string, body: string, group?: string): Promise<void> {
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'secret' };
  const client = new SQSClient({
    endpoint: backend.cloud.emulators.queues,
    region: 'us-east-1',
    credentials,
  });
  const fifo = group ? { MessageGroupId: group, MessageDeduplicationId: randomUUID() } : {};
  const QueueUrl = backend.cloud.variables.get(variable);
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body, ...fifo }));
  client.destroy();
}

async function liveThroughEverything(backend: Backend): Promise<void> {
  const userId = PERSON.email;
  const consent = {
    purpose: 'marketing',
    channels: ['email', 'sms', 'push'],
    source: 'form',
    wording: 'Yes',
  };
  const viewed = {
    type: 'track',
    userId,
    context,
    event: 'Product Viewed',
    properties: { product_id: 'p', name: PERSON.name, price: 49 },
  };
  await backend.post(
    { type: 'identify', userId, traits, context },
    { type: 'track', userId, event: 'Consent Given', properties: consent },
    viewed,
    viewed,
    viewed,
    { type: 'track', userId, context, event: 'Product Added', properties: { price: 49 } },
  );
  await backend.advance('PT2H');
  const sent = await backend.outbox();
  expect(new Set(sent.map(({ channel }) => channel))).toEqual(new Set(['email', 'sms', 'push']));
  await answer(backend, sent);
  await putRaw(backend, 'MAILBOX_QUEUE_URL', `{"mail":"${PERSON.email}"}`, PERSON.email);
  await backend.idle();
}

async function answer(backend: Backend, sent: Sent[]): Promise<void> {
  const mail = sent.find(({ channel }) => channel === 'email');
  const text = sent.find(({ channel }) => channel === 'sms');
  const links = [...(mail?.html ?? '').matchAll(/https?:\/\/[^"<> ]+\/([uco])\/[\w.-]+/g)].map(
    ([url]) => url,
  );
  for (const url of new Set(links)) await backend.call('GET', new URL(url).pathname);
  await backend.call('POST', new URL(links.find((url) => url.includes('/u/')) ?? '').pathname, {
    raw: 'List-Unsubscribe=One-Click',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  await backend.call('POST', '/_local/receipt', { body: { sendId: mail?.sendId, event: 'bounced' } });
  await backend.call('POST', '/_local/receipt', { body: { sendId: text?.sendId, event: 'STOP' } });
  await backend.idle();
}

onEachDatabase(
  (backend) => {
    describe('after every route was called and a person went through everything', () => {
      it('every function has logged, and no line contains an address, a name, an IP, a token or a path', async () => {
        await callEverything(backend);
        await liveThroughEverything(backend);
        const services = [
          'ingest-events',
          'step-profile',
          'send-message',
          'record-receipts',
          'serve-recipients',
        ];
        await linesWith(backend, (lines) =>
          [...services, 'operate-api'].every((name) => lines.some(({ service }) => service === name)),
        );
        const text = await logText(backend);
        const found = SECRETS.flatMap(spellings).filter((secret) => text.includes(secret));
        expect(found).toEqual([]);
        expect(text).not.toContain('device-token-of-grete');
        // Tokens and paths: a route's key has braces where a path has its subject.
        expect(text).not.toMatch(/\/[uco]\/[^{"]/);
        expect(text).not.toMatch(/\/v1\/profiles\/[^{"]/);
      });

      it('every line has the fields of the schema and no others', async () => {
        const { lines, others } = readLines(await logText(backend));
        expect(others).toEqual([]);
        const routes = [...INTAKE_ROUTES, ...RECIPIENT_ROUTES, ...OPEN_ROUTES, ...OPERATOR_ROUTES];
        const logged = lines.flatMap(({ message, route }) => (message === 'request' && route ? [route] : []));
        expect(routes.filter((route) => !logged.includes(route))).toEqual([]);
        // The messages that the queries of docs/operating/logs.md search for.
        expect(lines.map(({ message }) => message)).toEqual(
          expect.arrayContaining(['request', 'commit', 'send', 'receipt', 'wakes handed out']),
        );
      });
    });
  },
  { only: 'first' },
);
