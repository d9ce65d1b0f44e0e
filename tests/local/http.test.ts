// The HTTP API as seen by a function behind an API Gateway HTTP API, and by its callers.

import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { routeTable } from '../../local/http/routes.ts';
import { AUDIENCE } from '../../local/issuer.ts';
import { isObject, type JsonObject, objectAt, parseJson, textAt } from '../../local/template/json.ts';
import { writeAssembly } from './fixture/assembly.ts';

let cloud: Cloud;
let assembly: Awaited<ReturnType<typeof writeAssembly>>;

beforeAll(async () => {
  assembly = await writeAssembly();
  cloud = await startCloud({ database: 'dynalite', cdkOut: assembly.folder, program: false });
});
afterAll(async () => {
  await cloud?.stop();
  await assembly?.remove();
});

const call = (path: string, init?: RequestInit) => fetch(`${cloud.url}${path}`, init);

/** The event the fixture function received. */
async function echo(path: string, init?: RequestInit): Promise<JsonObject> {
  const value = parseJson(await (await call(path, init)).text());
  return objectAt(objectAt(value).event);
}

test('path, parameters, query, headers and cookies arrive as payload format 2.0 specifies', async () => {
  const event = await echo('/echo/email%3Aann%40example.com?a=1&a=2&b=%C3%BC', {
    headers: { 'X-Probe': 'Yes', cookie: 'c=1; d=2', 'user-agent': 'probe' },
  });
  expect(event).toMatchObject({
    version: '2.0',
    routeKey: 'GET /echo/{word}',
    rawPath: '/echo/email:ann@example.com',
    rawQueryString: 'a=1&a=2&b=%C3%BC',
    pathParameters: { word: 'email:ann@example.com' },
    queryStringParameters: { a: '1,2', b: 'ü' },
    cookies: ['c=1', 'd=2'],
    headers: { 'x-probe': 'Yes', 'user-agent': 'probe' },
    requestContext: {
      http: { method: 'GET', path: '/echo/email:ann@example.com', sourceIp: '127.0.0.1' },
      stage: '$default',
    },
    isBase64Encoded: false,
  });
  expect(objectAt(event.headers).cookie).toBeUndefined();
  expect(event.body).toBeUndefined();
  const timeEpoch = Number(objectAt(event.requestContext).timeEpoch);
  expect(Math.abs(timeEpoch - cloud.clock.now())).toBeLessThan(2500);
});

test('repeated headers are joined by commas', async () => {
  const event = await new Promise<JsonObject>((resolve, reject) => {
    request(`${cloud.url}/echo/x`, { headers: { 'x-many': ['a', 'b'] } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () => resolve(objectAt(objectAt(parseJson(text)).event)));
    })
      .on('error', reject)
      .end();
  });
  expect(objectAt(event.headers)['x-many']).toBe('a,b');
});

test.each([
  ['JSON', 'application/json', '{"a":"ü"}', false],
  ['JSON of some kind', 'application/vnd.x+json; charset=utf-8', '{"a":1}', false],
  ['text', 'text/plain;charset=UTF-8', '{"a":"ü"}', false],
  ['a form', 'application/x-www-form-urlencoded', 'a=1', true],
  ['bytes', 'application/octet-stream', '\u0001', true],
])(
  'a body of %s is passed on as text or as base64, like the gateway does',
  async (_, type, body, encoded) => {
    const event = await echo('/echo/x', { method: 'POST', body, headers: { 'content-type': type } });
    expect(event.isBase64Encoded).toBe(encoded);
    expect(Buffer.from(textAt(event.body) ?? '', encoded ? 'base64' : 'utf8').toString()).toBe(body);
  },
);

test('a body that is not UTF-8 arrives as base64 of the same bytes, whatever it says it is', async () => {
  const body = Buffer.from('{"a":"\u00fc"}', 'latin1');
  const event = await echo('/echo/x', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  expect(event.isBase64Encoded).toBe(true);
  expect(Buffer.from(textAt(event.body) ?? '', 'base64')).toEqual(body);
});

test('a gzipped body arrives as base64 of the same bytes', async () => {
  const body = gzipSync('{"batch":[]}');
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const event = await echo('/echo/x', { method: 'POST', body, headers });
  expect(event.isBase64Encoded).toBe(true);
  expect(Buffer.from(textAt(event.body) ?? '', 'base64')).toEqual(body);
});

test("the response has the status, headers and cookies of the function; CORS headers come from the gateway's configuration", async () => {
  const answer = await call('/echo/x', { headers: { origin: 'https://shop.example' } });
  expect(answer.status).toBe(201);
  expect(answer.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.get('access-control-expose-headers')).toBe('retry-after');
});

test('a preflight is answered without the function, on any path', async () => {
  const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
  const allowed = await call('/no/such/path', { method: 'OPTIONS', headers });
  expect(allowed.status).toBe(204);
  expect(Object.fromEntries(allowed.headers)).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET,POST,OPTIONS',
    'access-control-allow-headers': 'content-type,authorization',
    'access-control-max-age': '600',
  });
  const refused = await call('/echo/x', {
    method: 'OPTIONS',
    headers: { ...headers, 'access-control-request-method': 'DELETE' },
  });
  expect(refused.headers.get('access-control-allow-origin')).toBeNull();
});

test('a body over 10 MB is refused by the gateway', async () => {
  const answer = await call('/echo/x', { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) });
  expect(answer.status).toBe(413);
});

test('the most specific route wins; {proxy+} takes the rest', () => {
  const specs = ['ANY /{all+}', 'GET /a/{id}', 'GET /a/me', 'POST /a/{id}/do', '$default'].map((key) => ({
    apiId: 'api',
    key,
    functionArn: key,
  }));
  const table = routeTable(specs);
  const found = (method: string, path: string) => [table(method, path)?.key, table(method, path)?.parameters];
  expect(found('GET', '/a/me')).toEqual(['GET /a/me', {}]);
  expect(found('GET', '/a/7')).toEqual(['GET /a/{id}', { id: '7' }]);
  expect(found('POST', '/a/7/do')).toEqual(['POST /a/{id}/do', { id: '7' }]);
  expect(found('POST', '/a/7')).toEqual(['ANY /{all+}', { all: 'a/7' }]);
  expect(found('GET', '/')).toEqual(['$default', {}]);
  expect(routeTable(specs.slice(1, 2))('POST', '/a/7')).toBeUndefined();
});

test('behind a path, {proxy+} also takes the empty rest; a route without it does not know the slash', () => {
  const specs = ['GET /a', 'GET /b', 'GET /b/{proxy+}'].map((key) => ({
    apiId: 'api',
    key,
    functionArn: key,
  }));
  const table = routeTable(specs);
  expect(table('GET', '/b')?.key).toBe('GET /b');
  expect(table('GET', '/b/')).toMatchObject({ key: 'GET /b/{proxy+}', parameters: { proxy: '' } });
  expect(table('GET', '/b/c/d')).toMatchObject({ key: 'GET /b/{proxy+}', parameters: { proxy: 'c/d' } });
  expect(table('GET', '/b//')).toMatchObject({ key: 'GET /b/{proxy+}', parameters: { proxy: '/' } });
  expect(table('GET', '/a/')).toBeUndefined();
});

test('a local role becomes a token that any OIDC library verifies; other credentials pass unchanged', async () => {
  const authorizationOf = async (authorization: string) =>
    textAt(objectAt((await echo('/echo/x', { headers: { authorization } })).headers).authorization) ?? '';
  const token = (await authorizationOf('Bearer local-finance')).replace('Bearer ', '');
  const keys = createRemoteJWKSet(new URL(`${cloud.url}/_local/issuer/.well-known/jwks.json`));
  const { payload } = await jwtVerify(token, keys, {
    issuer: `${cloud.url}/_local/issuer`,
    audience: AUDIENCE,
    currentDate: new Date(cloud.clock.now()),
  });
  expect(payload).toMatchObject({
    sub: 'local-finance',
    'cognito:groups': ['finance'],
    'cairn:roles': ['finance'],
  });
  expect(await authorizationOf('Basic bG9jYWwtd3JpdGUta2V5Og==')).toBe('Basic bG9jYWwtd3JpdGUta2V5Og==');
  expect(await authorizationOf('Bearer local-nobody')).toBe('Bearer local-nobody');
});

test('local routes return problem+json for requests they do not understand', async () => {
  const post = (path: string, body: string) => call(path, { method: 'POST', body });
  for (const [answer, status] of [
    [await call('/_local/nothing'), 404],
    [await post('/_local/clock', '{"advance":"an hour"}'), 400],
    [await post('/_local/clock', '{"advance":"-PT1H"}'), 400],
    [await post('/_local/clock', 'no json'), 400],
    [await post('/_local/receipt', '{"sendId":"none","event":"bounced"}'), 404],
  ] as const) {
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const problem = parseJson(await answer.text());
    expect(isObject(problem) && problem.status).toBe(status);
  }
});
