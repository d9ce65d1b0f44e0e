import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bearerAuth } from '../../../lib/http/operators-auth.ts';
import { OPERATOR_ROUTES } from '../../../lib/infra/routes.ts';
import { documentKinds } from '../../../schemas/documents.ts';
import { AUDIENCE, startIssuer, type TokenOptions } from './issuer.ts';
import { world } from './world.ts';

let issuer: Awaited<ReturnType<typeof startIssuer>>;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());

const api = () => world(bearerAuth({ issuer: issuer.url, audience: AUDIENCE }));
const bearer = async (options: TokenOptions) => ({ authorization: `Bearer ${await issuer.token(options)}` });
const anyPath = { id: 'none', address: 'user:nobody', n: '1' };

/** Written by hand from docs/reference/http.md: who may call what. */
const EDIT = [
  ...documentKinds.flatMap((kind) => [`PUT /v1/${kind}/{id}`, `DELETE /v1/${kind}/{id}`]),
  'POST /v1/program/publish',
  'POST /v1/program/rollback',
  'POST /v1/quarantine/{id}/release',
];
const MONEY = ['decisions/{n}/approve', 'decisions/{n}/revert', 'adjust'].map(
  (what) => `POST /v1/budgets/{id}/${what}`,
);
const SUPPRESSIONS = ['POST /v1/profiles/{address}/suppressions/lift'];
const OPEN = ['GET /v1/quarantine/{id}'];
const KEYS = ['GET /v1/keys', 'POST /v1/keys', 'POST /v1/keys/{id}/rotate', 'DELETE /v1/keys/{id}'];

function allowed(route: string): string[] {
  if (EDIT.includes(route)) return ['marketer', 'admin'];
  if (MONEY.includes(route)) return ['finance', 'admin'];
  if (SUPPRESSIONS.includes(route)) return ['privacy', 'admin'];
  if (OPEN.includes(route)) return ['privacy', 'admin'];
  if (KEYS.includes(route)) return ['admin'];
  return ['viewer', 'marketer', 'finance', 'privacy', 'admin'];
}

describe('roles at the operators’ API', () => {
  test('the routes that do more than read are these, each with its roles', () => {
    const changing = OPERATOR_ROUTES.filter((route) => allowed(route).length < 5);
    expect(changing.toSorted()).toEqual([...EDIT, ...OPEN, ...MONEY, ...SUPPRESSIONS, ...KEYS].toSorted());
    expect(OPERATOR_ROUTES.filter((route) => !route.startsWith('GET ') && !changing.includes(route))).toEqual(
      // Compares what it is sent, and changes nothing.
      ['POST /v1/program/diff'],
    );
  });

  test.for(['viewer', 'marketer', 'finance', 'privacy', 'admin', 'no role'])(
    '%s may call exactly what the contract says',
    async (role) => {
      const w = api();
      const headers = await bearer(role === 'no role' ? {} : { groups: [role] });
      for (const route of OPERATOR_ROUTES) {
        const { status, headers: sent } = await w.ask(route, { headers, path: anyPath });
        if (allowed(route).includes(role)) expect([200, 400, 404], `${route} as ${role}`).toContain(status);
        else {
          expect(status, `${route} as ${role}`).toBe(403);
          expect(sent['content-type']).toBe('application/problem+json');
        }
      }
    },
  );

  test('without a token every route returns 401, whatever else is wrong with the request', async () => {
    const w = api();
    for (const route of OPERATOR_ROUTES) {
      const { status, headers } = await w.ask(route, { path: anyPath, body: 'not what it takes' });
      expect(status, route).toBe(401);
      expect(headers['www-authenticate']).toMatch(/^Bearer/);
    }
  });

  test.for<[string, TokenOptions]>([
    ['expired', { expiresIn: -10 }],
    ['of another issuer', { issuer: 'https://elsewhere.example' }],
    ['for another audience', { audience: 'another-app' }],
    ['for another audience, made for our client', { audience: 'another-app', client: AUDIENCE }],
    ['for no audience', { audience: null }],
    ['for another client', { audience: null, client: 'another-app' }],
    ['signed with a key that is not the issuer’s', { forged: true }],
  ])('a token %s is refused', async ([, options]) => {
    const w = api();
    const { status, body } = await w.ask('GET /v1/program', {
      headers: await bearer({ groups: ['admin'], ...options }),
    });
    expect(status).toBe(401);
    expect(body['detail']).toMatch(/^The token is not valid/);
  });

  test('an issuer with a trailing slash is compared with it, and discovered without a second one', async () => {
    const slashed = { issuer: `${issuer.url}/`, audience: AUDIENCE };
    const w = world(bearerAuth(slashed));
    const ask = async (options: TokenOptions) =>
      (await w.ask('GET /v1/program', { headers: await bearer({ groups: ['viewer'], ...options }) })).status;
    expect(await ask({ issuer: slashed.issuer })).toBe(404);
    expect(await ask({ issuer: issuer.url })).toBe(401);
  });

  test('an unsigned token is refused', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = {
      iss: issuer.url,
      aud: AUDIENCE,
      sub: 'eve',
      exp: 9_999_999_999,
      'cognito:groups': ['admin'],
    };
    const token = `${part({ alg: 'none', kid: 'k1' })}.${part(claims)}.`;
    const { status } = await api().ask('GET /v1/program', { headers: { authorization: `Bearer ${token}` } });
    expect(status).toBe(401);
  });

  test('roles come from either claim; unknown roles give nothing', async () => {
    const w = api();
    expect(
      (await w.ask('POST /v1/program/publish', { headers: await bearer({ roles: ['marketer'] }) })).status,
    ).toBe(400);
    expect(
      (await w.ask('GET /v1/program', { headers: await bearer({ groups: ['superuser', 'Admin'] }) })).status,
    ).toBe(403);
  });

  test('an access token of Cognito names its client where others name their audience', async () => {
    const headers = await bearer({ groups: ['viewer'], audience: null, client: AUDIENCE });
    expect((await api().ask('GET /v1/program', { headers })).status).toBe(404);
  });

  test('an installation without an issuer refuses everybody', async () => {
    const w = world(bearerAuth({ issuer: undefined, audience: undefined }));
    expect((await w.ask('GET /v1/program', { headers: await bearer({ groups: ['admin'] }) })).status).toBe(
      401,
    );
  });

  test('while the issuer is down the response is "try again", not "unauthorized"; then it works', async () => {
    const w = api();
    const headers = await bearer({ groups: ['viewer'] });
    issuer.setDown(true);
    expect((await w.ask('GET /v1/program', { headers })).status).toBe(503);
    issuer.setDown(false);
    expect((await w.ask('GET /v1/program', { headers })).status).toBe(404);
  });

  test('health and the description are open, and every operators’ route is described', async () => {
    const w = api();
    expect((await w.ask('GET /health')).status).toBe(200);
    const { body } = await w.ask<{ openapi: string; paths: Record<string, Record<string, object>> }>(
      'GET /v1/openapi.json',
    );
    expect((await w.ask('GET /openapi.json')).body).toEqual(body);
    expect(body.openapi).toBe('3.1.0');
    for (const route of OPERATOR_ROUTES) {
      const [method = '', path = ''] = route.split(' ');
      expect(body.paths[path]?.[method.toLowerCase()], route).toMatchObject({ security: [{ people: [] }] });
    }
  });
});
