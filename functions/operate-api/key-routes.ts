// Write keys at the operators' API: an admin makes, lists, rotates and revokes them. Only the answer that makes one holds it.
import * as z from 'zod';
import {
  createKey,
  type KeyPorts,
  type Made,
  revokeKey,
  rotateKey,
} from '../../lib/application/keys/manage-keys.ts';
import { time } from '../../lib/application/profiles/profile-view.ts';
import { type Problem, problem } from '../../lib/http/problem.ts';
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
    replacedBy: z.string().optional().meta({ description: 'Id of the key that takes its place' }),
    works: z.boolean(),
  })
  .meta({ id: 'WriteKey' });
const Created = Shown.extend({ key: z.string().meta({ description: 'The key itself: shown this once' }) });
const Rotated = Created.extend({ replaces: Shown });
const Listed = z.object({ keys: z.array(Shown), cursor: z.string().optional() });

export function keyRoutes(ports: KeyPorts): OperatorRoute[] {
  const show = ({ revokedAt, replacedBy, createdAt, id, scope, name, last, createdBy }: KeyRecord) => ({
    id,
    scope,
    name,
    last,
    createdAt: time(createdAt),
    createdBy,
    ...(revokedAt === undefined ? {} : { revokedAt: time(revokedAt) }),
    ...(replacedBy === undefined ? {} : { replacedBy }),
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
        summary: 'Make a key that takes the place of this one, once; this one ends after the overlap',
        body: RotateKeyBody.default({ overlap: 'PT24H' }),
        answer: Rotated,
      },
      async ({ path, body: { overlap }, principal }) => {
        const rotated = await rotateKey(ports, path['id'] ?? '', { overlap, by: principal.id });
        if (rotated.status === 'not-found') throw none();
        if (rotated.status === 'ends') throw endsAlready(rotated.old, ports.clock());
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

function endsAlready({ replacedBy, revokedAt = 0 }: KeyRecord, now: number): Problem {
  const end = `${revokedAt <= now ? 'ended' : 'ends'} at ${time(revokedAt)}`;
  const detail = replacedBy
    ? `${replacedBy} takes the place of this key, which ${end}. Rotate that one, or make a new one.`
    : `This key ${end}. Make a new one instead.`;
  return problem(409, { detail, ...(replacedBy && { extra: { replacedBy } }) });
}

const none = () => problem(404, { detail: 'There is no key of that id.' });
