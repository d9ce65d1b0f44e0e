// Calls every operators' route once with success: `ask` fails if a response does not match the route's schema.
import { expect, test } from 'vitest';
import { guardBudgets } from '../../../lib/application/budget/guard-budgets.ts';
import { projectFacts } from '../../../lib/application/money/project-facts.ts';
import { type OperatorRoutes, operatorRoutes } from '../../../schemas/api/routes.ts';
import { type DocumentKind, documentKinds, documents } from '../../../schemas/documents.ts';
import { guard, micros } from '../../support/budget-world.ts';
import { consentAndView, shopFiles, type TestRequest, world } from './world.ts';

const GUARDED = {
  id: 'sms',
  channel: 'sms',
  amount: '1000.00 EUR',
  guard: { ...guard, approval: { above: '1%' } },
};

interface There {
  key: string;
  quarantined: string;
}
type Example = (there: There) => TestRequest;

const ann: Example = () => ({ path: { address: 'user:ann' } });
const sample: Example = () => ({ path: { id: 'sample' } });
const firstDecision: Example = () => ({ path: { id: 'sms', n: '1' } });
const key: Example = (there) => ({ path: { id: there.key } });

type DocumentKey = `${'GET' | 'PUT' | 'DELETE'} /v1/${DocumentKind}/{id}`;
const documentExamples = Object.fromEntries(
  documentKinds.flatMap((kind): [string, Example][] => [
    [`GET /v1/${kind}/{id}`, sample],
    [`PUT /v1/${kind}/{id}`, () => ({ path: { id: 'sample' }, body: documents[kind].example })],
    [`DELETE /v1/${kind}/{id}`, sample],
  ]),
) as Record<DocumentKey, Example>;

const EXAMPLES: { [K in keyof OperatorRoutes]: Example } = {
  ...documentExamples,
  // The sample budget needs its channel.
  'DELETE /v1/channels/{id}': () => ({ path: { id: 'spare' } }),
  'GET /v1/program': () => ({}),
  'POST /v1/program/publish': () => ({ body: { files: PUBLISHED } }),
  'POST /v1/program/diff': () => ({ body: { files: PUBLISHED } }),
  'POST /v1/program/rollback': () => ({ body: { number: 1 } }),
  'GET /v1/releases': () => ({}),
  'GET /v1/budgets': () => ({}),
  'GET /v1/journeys': () => ({}),
  'GET /v1/profiles/{address}': ann,
  'GET /v1/profiles/{address}/timeline': ann,
  'GET /v1/profiles/{address}/why': ann,
  'POST /v1/profiles/{address}/suppressions/lift': () => ({
    path: { address: 'user:ann' },
    body: { channel: 'email', what: 'bounced', reason: 'the mailbox works again' },
  }),
  'GET /v1/quarantine': () => ({}),
  'GET /v1/quarantine/{id}': ({ quarantined }) => ({ path: { id: quarantined } }),
  'POST /v1/quarantine/{id}/release': ({ quarantined }) => ({
    path: { id: quarantined },
    body: { mended: { type: 'track', userId: 'ann', messageId: 'bad', event: 'Mended' } },
  }),
  'GET /v1/budgets/{id}/decisions': () => ({ path: { id: 'sms' } }),
  'POST /v1/budgets/{id}/decisions/{n}/approve': firstDecision,
  'POST /v1/budgets/{id}/decisions/{n}/revert': () => ({
    path: { id: 'sms', n: '1' },
    body: { reason: 'a sale begins' },
  }),
  'POST /v1/budgets/{id}/adjust': () => ({
    path: { id: 'sms' },
    body: { amount: '7.00 EUR', reason: 'a fair' },
  }),
  'GET /v1/reports/roi': () => ({}),
  'GET /v1/reports/revenue-by-step': () => ({ query: { model: 'linear' } }),
  'GET /v1/keys': () => ({}),
  'POST /v1/keys': () => ({ body: { scope: 'server', name: 'shop' } }),
  'POST /v1/keys/{id}/rotate': key,
  'DELETE /v1/keys/{id}': key,
};

const PUBLISHED: Record<string, unknown> = {
  ...(await shopFiles()),
  ...Object.fromEntries(documentKinds.map((kind) => [`${kind}/sample.json`, documents[kind].example])),
  'channels/spare.json': { id: 'spare' },
  'budgets/sms.json': GUARDED,
};

/** A shop with a customer, a write key, a quarantined item, and a cut that waits for approval. */
async function lively(): Promise<{ w: ReturnType<typeof world>; there: There }> {
  const w = world();
  await w.ask('POST /v1/program/publish', { body: { files: PUBLISHED } });
  await w.post(...consentAndView('ann'), { type: 'track', userId: 'ann', messageId: 'bad', properties: {} });
  const now = w.clock();
  const { blocks, vault } = w.ports.profile;
  const mail = await vault.profileId('email', 'ann@example.com');
  const bounced = {
    channel: 'email',
    reason: 'bounced',
    address: mail.slice(2),
    acceptedAt: now,
    index: 0,
  } as const;
  await blocks.put(mail, bounced);
  const { money } = w.ports;
  const spend = { type: 'spend', date: '2026-11-20', channel: 'sms', campaign: 'c' } as const;
  const amount = { amount: micros(600), currency: 'EUR', impressions: 0, clicks: 0 };
  const orders = Array.from({ length: 10 }, (_, n) => ({
    ...({ type: 'conversion', orderId: `o${n}`, eventId: `e${n}`, profile: `u-${'x'.repeat(22)}` } as const),
    ...{ at: now, acceptedAt: now, index: 0, revenue: micros(30), currency: 'EUR' },
    touchpoints: [{ at: now - 1, channel: 'sms', kind: 'click' as const }],
  }));
  const facts = [{ ...spend, ...amount, acceptedAt: now, index: 0 }, ...orders];
  expect((await projectFacts(money.money, facts, 'Europe/Berlin')).size).toBe(0);
  const program = await money.program();
  if (!program) throw new Error('nothing was published');
  await guardBudgets({ ...money, onFailure: () => {} }, program, { apiUrl: money.apiUrl, now });
  const made = await w.ask<{ id: string }>('POST /v1/keys', { body: { scope: 'server', name: 'shop' } });
  const set = await w.ask<{ items: { id: string }[] }>('GET /v1/quarantine');
  return { w, there: { key: made.body.id, quarantined: set.body.items[0]?.id ?? 'none' } };
}

test.each(Object.keys(operatorRoutes) as (keyof OperatorRoutes)[])(
  '%s responds with what its schema declares',
  async (route) => {
    const { w, there } = await lively();
    expect(await w.ask(route, EXAMPLES[route](there))).toMatchObject({ status: 200 });
  },
);

test('the budget of the examples has a decision with its evidence', async () => {
  const { w } = await lively();
  const { body } = await w.ask('GET /v1/budgets/{id}', { path: { id: 'sms' } });
  expect(body).toMatchObject({ decisions: [{ n: 1, status: 'proposed', evidence: { metric: 'roi' } }] });
});
