// Write keys at the operators' API: an admin makes, lists, rotates and revokes them. Only the answer that makes one holds it.
import * as z from 'zod';
import {
  createKey,
  type KeyPorts,
  type Made,
  revokeKey,
  rotateKey,
} from '../../lib/application/manage-keys.ts';
import { time } from '../../lib/application/operate-profiles.ts';
import { problem } from '../../lib/http/problem.ts';
import type { KeyRecord } from '../../lib/ports/write-keys.ts';
import { CreateKeyBody, ListKeysQuery, RotateKeyBody } from '../../schemas/api-keys.ts';
import { type OperatorRoute, route } from './route.ts';

const Time = z.iso.datetime();
const Shown = z
  .object({
    id: z.string(),
    scope: z.enum(['server', 'browser']),
    name: z.string(),
    last: z.string().meta({ description: "The key's last characters, to tell it by" }),
    createdAt: Time,
    createdBy: z.string(),
    revokedAt: Time.optional().meta({ description: 'When it stopped, or will stop, working' }),
    works: z.boolean(),
  })
  .meta({ id: 'WriteKey' });
const Created = Shown.extend({ key: z.string().meta({ description: 'The key itself: shown this once' }) });
const Rotated = Created.extend({ replaces: Shown });
const Listed = z.object({ keys: z.array(Shown), cursor: z.string().optional() });

export function keyRoutes(ports: KeyPorts): OperatorRoute[] {
  const show = ({ revokedAt, createdAt, id, scope, name, last, createdBy }: KeyRecord) => ({
    id,
    scope,
    name,
    last,
    createdAt: time(createdAt),
    createdBy,
    ...(revokedAt === undefined ? {} : { revokedAt: time(revokedAt) }),
    works: revokedAt === undefined || ports.clock() < revokedAt,
  });
  const showMade = (made: Made) => ({ ...show(made), key: made.key });
  return [
    route(
      {
        key: 'GET /v1/keys',
        duty: 'keys',
        summary: 'Write keys, without the keys themselves',
        query: ListKeysQuery,
        answer: Listed,
      },
      async ({ query: { limit, cursor } }) => {
        const { keys, next } = await ports.ring.list(limit, cursor);
        return { keys: keys.map(show), ...(next === undefined ? {} : { cursor: next }) };
      },
    ),
    route(
      {
        key: 'POST /v1/keys',
        duty: 'keys',
        summary: 'Make a write key; the answer is the only place where it stands',
        body: CreateKeyBody,
        answer: Created,
      },
      async ({ body, principal }) => showMade(await createKey(ports, { ...body, by: principal.id })),
    ),
    route(
      {
        key: 'POST /v1/keys/{id}/rotate',
        duty: 'keys',
        summary: 'Make a key that takes the place of this one, which ends after the overlap',
        body: RotateKeyBody.default({ overlap: 'PT24H' }),
        answer: Rotated,
      },
      async ({ path, body: { overlap }, principal }) => {
        const rotated = await rotateKey(ports, path['id'] ?? '', { overlap, by: principal.id });
        if (rotated === 'not-found') throw none();
        if (rotated === 'ended')
          throw problem(409, { detail: 'This key has ended. Make a new one instead.' });
        return { ...showMade(rotated.made), replaces: show(rotated.old) };
      },
    ),
    route(
      {
        key: 'DELETE /v1/keys/{id}',
        duty: 'keys',
        summary: 'Revoke a write key: it is refused within a minute',
        answer: Shown,
      },
      async ({ path }) => {
        const revoked = await revokeKey(ports, path['id'] ?? '');
        if (!revoked) throw none();
        return show(revoked);
      },
    ),
  ];
}

const none = () => problem(404, { detail: 'There is no key of that id.' });
