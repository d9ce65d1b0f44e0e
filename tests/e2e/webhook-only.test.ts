// The webhook-only installation as its template describes it, run as a whole: journeys, the gateway, and the
// gateway's reports.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Backend, customer } from '../integration/backend.ts';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'cairn-webhook-'));
const backend = new Backend();
const SETTINGS = {
  region: '',
  providers: 'webhook',
  webhookUrl: 'https://gateway.shop.example/messages',
  jwtIssuer: 'https://id.shop.example',
  jwtAudience: 'cairn',
};

beforeAll(async () => {
  const args = Object.entries(SETTINGS).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const env = { ...process.env, CDK_OUTDIR: join(folder, 'cdk.out'), CDK_VALIDATION: 'false' };
  const run = spawnSync(process.execPath, ['bin/app.ts', ...args], { cwd: ROOT, env, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  await backend.start({ cdkOut: join(folder, 'cdk.out'), program: 'examples/shop', database: 'dynalite' });
});
afterAll(async () => {
  await backend.stop();
  rmSync(folder, { recursive: true, force: true });
});

const profile = async (userId: string) =>
  (
    await backend.as<{ blocks: { channel: string; reason: string }[] }>(
      'viewer',
      'GET',
      `/v1/profiles/user:${userId}`,
    )
  ).body;
const receipt = async (sendId: string, event: string, more: object = {}) => {
  const { status } = await backend.call('POST', '/_local/receipt', { body: { sendId, event, ...more } });
  await backend.idle();
  return status;
};

describe('an installation without AWS providers', () => {
  test('sends mail through the gateway once, with our headers, and records the delivery it reports', async () => {
    const { email } = await customer(backend, ['email']);
    const [mail, ...more] = await backend.outbox(email);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ channel: 'email', journey: 'welcome', subject: 'Welcome to Sample shop' });
    expect(mail?.headers?.['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    const events = await backend.call<{ events: { source: string; detail: object }[] }>(
      'GET',
      '/_local/events?type=Message%20Receipt',
    );
    expect(events.body.events).toMatchObject([
      { source: 'message-gateway', detail: { sendId: mail?.sendId, event: 'delivered' } },
    ]);
  });

  test('suppresses bounced addresses, and books the cost that the gateway reports', async () => {
    const { email, userId } = await customer(backend, ['email']);
    const sendId = (await backend.outbox(email))[0]?.sendId ?? '';
    expect(await receipt(sendId, 'bounced', { cost: { amount: '0.25', currency: 'EUR' } })).toBe(200);
    expect((await profile(userId)).blocks).toMatchObject([{ channel: 'email', reason: 'bounced' }]);
    const { body } = await backend.as<{ rows: { channel: string; spend: { amount: string } }[] }>(
      'finance',
      'GET',
      '/v1/reports/roi',
    );
    expect(Number(body.rows.find(({ channel }) => channel === 'email')?.spend.amount)).toBeGreaterThanOrEqual(
      0.25,
    );
  });

  test('records a withdrawal at the gateway as a withdrawal from the channel', async () => {
    const { email, userId } = await customer(backend, ['email']);
    const sendId = (await backend.outbox(email))[0]?.sendId ?? '';
    await receipt(sendId, 'unsubscribed');
    expect((await profile(userId)).blocks).toMatchObject([{ channel: 'email', reason: 'withdrawn' }]);
    const viewed = {
      type: 'track',
      userId,
      event: 'Product Viewed',
      properties: { product_id: 'p1', name: 'Lamp', price: 25 },
    };
    await backend.post(viewed);
    await backend.advance('PT2H');
    expect(await backend.outbox(email)).toHaveLength(1);
  });

  test('keeps gateway reports from being taken in as events about people', async () => {
    const { body } = await backend.as<{ items: object[] }>('viewer', 'GET', '/v1/quarantine');
    expect(body.items).toEqual([]);
  });
});
