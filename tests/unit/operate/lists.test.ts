// The lists of releases and of budgets.
import { describe, expect, test } from 'vitest';
import { shopFiles, world } from './world.ts';

async function shop() {
  const w = world();
  await w.ask('POST /v1/program/publish', { body: { files: await shopFiles(), note: 'first' } });
  return w;
}

/** Every page of a list, one row at a time. */
async function paged<T>(w: ReturnType<typeof world>, route: string, rows: string): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: '1', ...(cursor !== undefined && { cursor }) };
    const { body } = await w.ask<Record<string, unknown>>(route, { query });
    all.push(...(body[rows] as T[]));
    cursor = body['cursor'] as string | undefined;
  } while (cursor !== undefined);
  return all;
}

describe('the list of releases', () => {
  test('has every release with its note, newest first, and says which is live', async () => {
    const w = await shop();
    await w.ask('DELETE /v1/journeys/{id}', { path: { id: 'welcome' } });
    await w.ask('POST /v1/program/rollback', { body: { number: 1 } });
    const { body } = await w.ask<{ releases: object[] }>('GET /v1/releases');
    expect(body.releases).toMatchObject([
      { number: 3, live: true, note: 'rollback to release 1', by: 'ann' },
      { number: 2, live: false, note: 'without journeys/welcome.json' },
      { number: 1, live: false, note: 'first' },
    ]);
    expect(await paged(w, 'GET /v1/releases', 'releases')).toEqual(body.releases);
  });

  test('is empty before the first publish', async () => {
    expect((await world().ask('GET /v1/releases')).body).toEqual({ releases: [] });
  });
});

describe('the list of budgets', () => {
  test('has what is in force, left and spent of each in its current period', async () => {
    const w = await shop();
    const body = { amount: '7.00 EUR', reason: 'a fair' };
    await w.ask('POST /v1/budgets/{id}/adjust', { path: { id: 'sms' }, body });
    const listed = await w.ask<{ budgets: { id: string }[] }>('GET /v1/budgets');
    expect(listed.body.budgets.map(({ id }) => id)).toEqual(['email', 'push', 'sms']);
    expect(listed.body.budgets[2]).toMatchObject({
      ...{ channel: 'sms', period: '2026-11-01', proposed: [], alerts: 0 },
      inForce: { amount: '7.00', currency: 'EUR' },
      left: { amount: '7.00', currency: 'EUR' },
      spent: { amount: '0.00', currency: 'EUR' },
    });
    expect(await paged(w, 'GET /v1/budgets', 'budgets')).toEqual(listed.body.budgets);
  });

  test('before the first publish is a 404', async () => {
    expect((await world().ask('GET /v1/budgets')).status).toBe(404);
  });
});
