// The quarantine in the operators' API: items are listed (their content stays sealed), mended and posted again.
import { openQuarantined } from '../../lib/application/intake/open-quarantined.ts';
import { type ReleasePorts, releaseQuarantined } from '../../lib/application/intake/release-quarantined.ts';
import { time } from '../../lib/application/profiles/profile-view.ts';
import { problem } from '../../lib/http/problem.ts';
import type { Quarantined } from '../../lib/ports/quarantine.ts';
import type { QuarantineItem, quarantineRoutes } from '../../schemas/api/quarantine.ts';
import type { AnswerOf } from '../../schemas/api/route.ts';
import type { Handlers } from './route.ts';

type Routes = typeof quarantineRoutes;

export function quarantineHandlers(ports: ReleasePorts): Handlers<Routes> {
  return {
    'GET /v1/quarantine': async ({ query }) => {
      const { items, cursor } = await ports.quarantine.list(query);
      return { items: items.map(show), ...(cursor !== undefined && { cursor }) };
    },
    'GET /v1/quarantine/{id}': async ({ path, principal }) => {
      const found = await openQuarantined(ports, path.id, principal.id);
      if (!found) throw none();
      return { ...show(found.item), from: found.from, body: found.body };
    },
    'POST /v1/quarantine/{id}/release': async ({ path, body, trace }) =>
      release(path.id, body.mended, { ...ports, trace }),
  };
}

const none = () =>
  problem(404, {
    detail: 'Nothing of this id is in quarantine: GET /v1/quarantine lists what is, with ids.',
  });

const show = ({ sealed: _, at, releasedAt, opened, ...item }: Quarantined): QuarantineItem => ({
  ...item,
  at: time(at),
  ...(releasedAt === undefined ? {} : { releasedAt: time(releasedAt) }),
  ...(opened && { opened: opened.map((each) => ({ by: each.by, at: time(each.at) })) }),
});

type Released = AnswerOf<Routes['POST /v1/quarantine/{id}/release']>;

async function release(id: string, mended: unknown, ports: ReleasePorts): Promise<Released> {
  const answer = await releaseQuarantined(id, mended, ports);
  switch (answer.status) {
    case 'released':
      return { id, accepted: answer.accepted };
    case 'not-found':
      throw none();
    case 'already-released':
      throw problem(409, { detail: `It was released at ${time(answer.at)}.` });
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
