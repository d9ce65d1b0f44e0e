// The program in the operators' API: read, published, rolled back, its journeys listed.
import { time } from '../../lib/application/profiles/profile-view.ts';
import {
  liveProgram,
  type ProgramPorts,
  type Published,
  publishFiles,
  rollback,
} from '../../lib/application/program/publish-program.ts';
import { pointerOf } from '../../lib/domain/finding.ts';
import { problem } from '../../lib/http/problem.ts';
import type { JourneyRow, PublishedRelease, programRoutes, ShownRelease } from '../../schemas/api/program.ts';
import type { Journey } from '../../schemas/journey.ts';
import type { Release } from '../../schemas/program.ts';
import type { Handlers } from './route.ts';

const RELEASES_SHOWN = 20;

export function programHandlers(ports: ProgramPorts): Handlers<typeof programRoutes> {
  return {
    'GET /v1/program': async () => {
      const live = await current(ports);
      return {
        ...shownRelease(live.release),
        program: live.program,
        releases: (await ports.programs.releases(RELEASES_SHOWN)).map(shownRelease),
      };
    },
    'POST /v1/program/publish': async ({ body: { files, note, expect }, principal }) =>
      released(await publishFiles(ports, files, { by: principal.id, note, expect })),
    'POST /v1/program/rollback': async ({ body: { note, expect, ...to }, principal }) =>
      released(await rollback(ports, to, { by: principal.id, note, expect })),
    'GET /v1/journeys': async ({ query: { limit, cursor = '' } }) => {
      const { journeys } = (await current(ports)).program;
      const ids = Object.keys(journeys)
        .filter((id) => id > cursor)
        .sort();
      const page = ids.slice(0, limit);
      return {
        journeys: page.flatMap((id) => journeys[id] ?? []).map(rowOf),
        ...(page.length < ids.length && { cursor: page.at(-1) }),
      };
    },
  };
}

async function current({ programs }: ProgramPorts) {
  const live = await liveProgram(programs);
  if (!live) throw problem(404, { detail: 'No program was published yet.' });
  return live;
}

const rowOf = ({ id, purpose, description, steps }: Journey): JourneyRow => ({
  id,
  purpose,
  ...(description !== undefined && { description }),
  steps: Object.keys(steps).length,
});

const shownRelease = (release: Release): ShownRelease => ({
  ...release,
  publishedAt: time(release.publishedAt),
});

/** `own`: the file that the request's body is; if absent, the body holds all files under `files`. */
export function released(published: Published, own?: string): PublishedRelease {
  switch (published.status) {
    case 'published':
    case 'unchanged': {
      const { status, release, warnings = [] } = published;
      return {
        ...shownRelease(release),
        ...(status === 'unchanged' && { unchanged: true }),
        ...(warnings.length && { warnings }),
      };
    }
    case 'not-found':
      throw problem(404, { detail: 'There is none of that name.' });
    case 'conflict':
      throw problem(409, {
        detail: `Release ${published.live} is live by now. Look at it, and publish again on top of it.`,
        extra: { live: published.live },
      });
    case 'findings': {
      const { findings } = published;
      const first = findings.find(({ file }) => file === own) ?? findings[0];
      const pointer =
        first && (first.file === own ? '' : pointerOf(own ? [] : ['files', first.file])) + first.pointer;
      throw problem(422, {
        title: 'The program has findings',
        detail: first && `${first.file} ${first.pointer}: ${first.detail}`,
        pointer,
        extra: { errors: findings },
      });
    }
    default:
      return published satisfies never;
  }
}
