// What could not be taken in: looked at (its content stays sealed), mended and posted again.
import * as z from 'zod';
import { type ReleasePorts, releaseQuarantined } from '../../lib/application/intake/release-quarantined.ts';
import { problem } from '../../lib/http/problem.ts';
import type { Quarantined } from '../../lib/ports/quarantine.ts';
import { pageLimit } from '../../schemas/primitives.ts';
import { type OperatorRoute, route } from './route.ts';

const Time = z.iso.datetime();
const Item = z.object({
  id: z.string(),
  at: Time,
  source: z.string(),
  type: z.string().optional(),
  event: z.string().optional(),
  pointer: z.string(),
  detail: z.string(),
  releasedAt: Time.optional(),
});
const Listing = z.object({ items: z.array(Item), cursor: z.string().optional() });
const ListQuery = z.object({
  limit: pageLimit(500),
  cursor: z.string().max(1000).optional(),
});
/** `mended` takes the place of what was posted; without it the same is tried again. */
const ReleaseBody = z.object({ mended: z.record(z.string(), z.json()).optional() }).default({});
const Released = z.object({ id: z.string(), accepted: z.int() });

export function quarantineRoutes(ports: ReleasePorts): OperatorRoute[] {
  return [
    route(
      {
        key: 'GET /v1/quarantine',
        duty: 'read',
        summary: 'What could not be taken in, newest first',
        query: ListQuery,
        answer: Listing,
      },
      async ({ query }) => {
        const { items, cursor } = await ports.quarantine.list(query);
        return { items: items.map(show), ...(cursor !== undefined && { cursor }) };
      },
    ),
    route(
      {
        key: 'POST /v1/quarantine/{id}/release',
        duty: 'edit',
        summary: 'Post something quarantined again, as it was or mended',
        body: ReleaseBody,
        answer: Released,
      },
      async ({ path, body, trace }) => release(path['id'] ?? '', body.mended, { ...ports, trace }),
    ),
  ];
}

function show({ sealed: _, at, releasedAt, ...item }: Quarantined): object {
  const released = releasedAt === undefined ? {} : { releasedAt: new Date(releasedAt).toISOString() };
  return { ...item, at: new Date(at).toISOString(), ...released };
}

async function release(id: string, mended: unknown, ports: ReleasePorts): Promise<z.infer<typeof Released>> {
  const answer = await releaseQuarantined(id, mended, ports);
  switch (answer.status) {
    case 'released':
      return { id, accepted: answer.accepted };
    case 'not-found':
      throw problem(404, { detail: 'Nothing of this id is in quarantine.' });
    case 'already-released':
      throw problem(409, { detail: `It was released at ${new Date(answer.at).toISOString()}.` });
    case 'still-bad': {
      const [first] = answer.rejected;
      const pointer = mended === undefined ? undefined : `/mended${first?.pointer ?? ''}`;
      throw problem(422, {
        title: 'It still cannot be taken in',
        detail: first?.detail,
        pointer,
        extra: { errors: answer.rejected.map((each) => ({ pointer: each.pointer, detail: each.detail })) },
      });
    }
    default:
      return answer satisfies never;
  }
}
