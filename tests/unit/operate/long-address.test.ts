// Addresses with any characters, by the way through the gateway: it decodes a path, then looks for its route.
import { describe, expect, test } from 'vitest';
import { LONG_ADDRESS_ROUTES, OPERATOR_ROUTES } from '../../../lib/infra/routes.ts';
import { routeTable } from '../../../local/http/routes.ts';
import { shopFiles, world } from './world.ts';

const gateway = routeTable(
  [...OPERATOR_ROUTES, ...LONG_ADDRESS_ROUTES].map((key) => ({ key, functionArn: 'f', apiId: 'a' })),
);

async function get(w: ReturnType<typeof world>, path: string) {
  const match = gateway('GET', decodeURIComponent(path));
  if (!match) return { status: 404, body: { id: 'no route' } };
  return w.ask<{ id?: string; profile?: string }>(match.key, { path: match.parameters });
}

const once = encodeURIComponent;
const twice = (text: string) => once(once(text));
const IDS = [
  'a/b',
  'shop/de/42',
  '50%',
  '50%25',
  'a%2Fb',
  'ünï-日本',
  'a.b',
  '..a',
  'a b+c',
  'a?b#c',
  'x//y',
  'a\\b',
];
const ODD = ['a/why', 'a/timeline', 'why', 'a/why/timeline', 'x?y/why'];

describe.each([...IDS, ...ODD])('a user with the id %j', (userId) => {
  const encodings = ODD.includes(userId) ? [twice] : [once, twice];

  test.each(encodings.map((encode) => encode(`user:${userId}`)))('is found as %s', async (address) => {
    const w = world();
    await w.ask('POST /v1/program/publish', { body: { files: await shopFiles() } });
    await w.post({ type: 'track', userId, event: 'Seen', messageId: 'm1', properties: {} });
    const profile = await get(w, `/v1/profiles/${address}`);
    expect(profile.status).toBe(200);
    const { id } = profile.body;
    for (const what of ['timeline', 'why'])
      expect(await get(w, `/v1/profiles/${address}/${what}`)).toMatchObject({
        status: 200,
        body: { profile: id },
      });
  });
});

test('an address with a slash that nobody has is a 404 of the API', async () => {
  const answer = await get(world(), '/v1/profiles/user%3Ano%2Fbody/why');
  expect(answer).toMatchObject({ status: 404, body: { detail: 'Nothing is stored under this address.' } });
});

test('a greedy route that stands for no route of its end is a 404, and asks for a role first', async () => {
  const w = world();
  w.as();
  const [key = ''] = LONG_ADDRESS_ROUTES;
  expect((await w.ask(key, { path: { rest: 'user:a/b' } })).status).toBe(403);
});
