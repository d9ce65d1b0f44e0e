// Write keys in the operators' API: an admin creates, lists, rotates and revokes them. Only the response that creates a
// key contains it.
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
import type { CreatedKey, keyRoutes, WriteKey } from '../../schemas/api/keys.ts';
import type { Handlers } from './route.ts';

export function keyHandlers(ports: KeyPorts): Handlers<typeof keyRoutes> {
  const show = (key: KeyRecord): WriteKey => showKey(key, ports.clock());
  const showMade = (made: Made): CreatedKey => ({ ...show(made), key: made.key });
  return {
    'GET /v1/keys': async ({ query: { limit, cursor } }) => {
      const { keys, next } = await ports.ring.list(limit, cursor);
      return { keys: keys.map(show), ...(next === undefined ? {} : { cursor: next }) };
    },
    'POST /v1/keys': async ({ body, principal }) =>
      showMade(await createKey(ports, { ...body, by: principal.id })),
    'POST /v1/keys/{id}/rotate': async ({ path, body: { overlap }, principal }) => {
      const rotated = await rotateKey(ports, path.id, { overlap, by: principal.id });
      if (rotated.status === 'not-found') throw none();
      if (rotated.status === 'ends') throw endsAlready(rotated.old, ports.clock());
      return { ...showMade(rotated.made), replaces: show(rotated.old) };
    },
    'DELETE /v1/keys/{id}': async ({ path }) => {
      const revoked = await revokeKey(ports, path.id);
      if (!revoked) throw none();
      return show(revoked);
    },
  };
}

function showKey(
  { revokedAt, replacedBy, createdAt, id, scope, name, last, createdBy }: KeyRecord,
  now: number,
): WriteKey {
  return {
    id,
    scope,
    name,
    last,
    createdAt: time(createdAt),
    createdBy,
    ...(revokedAt === undefined ? {} : { revokedAt: time(revokedAt) }),
    ...(replacedBy === undefined ? {} : { replacedBy }),
    works: revokedAt === undefined || now < revokedAt,
  };
}

function endsAlready({ replacedBy, revokedAt = 0 }: KeyRecord, now: number): Problem {
  const end = `${revokedAt <= now ? 'ended' : 'ends'} at ${time(revokedAt)}`;
  const detail = replacedBy
    ? `${replacedBy} takes the place of this key, which ${end}. Rotate that one, or make a new one.`
    : `This key ${end}. Make a new one instead.`;
  return problem(409, { detail, ...(replacedBy && { extra: { replacedBy } }) });
}

const none = () => problem(404, { detail: 'There is no key of that id.' });
