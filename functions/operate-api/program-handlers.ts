// The program in the operators' API: read, published, rolled back, its journeys listed.
import { time } from '../../lib/application/profiles/profile-view.ts';
import { diffProgram } from '../../lib/application/program/diff-program.ts';
import {
  liveProgram,
  type ProgramPorts,
  type Published,
  publishFiles,
  rollback,
} from '../../lib/application/program/publish-program.ts';
import { type Finding, pointerOf } from '../../lib/domain/finding.ts';
import { type Problem, problem } from '../../lib/http/problem.ts';
import type { JourneyRow, PublishedRelease, programRoutes, ShownRelease } from '../../schemas/api/program.ts';
import type { Journey } from '../../schemas/journey.ts';
import type { Release } from '../../schemas/program.ts';
import { unpublished } from './missing.ts';
import type { Handlers } from './route.ts';

const RELEASES_SHOWN = 20;
/** In an error: which releases there are. */
const RELEASES_NAMED = 5;
const HASH_SHOWN = 12;

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
    'POST /v1/program/diff': async ({ body: { files } }) => {
      const compared = await diffProgram(ports, files);
      return compared.status === 'compared' ? compared.diff : refuse(compared.findings);
    },
    'POST /v1/program/rollback': async ({ body: { note, expect, ...to }, principal }) => {
      const done = await rollback(ports, to, { by: principal.id, note, expect });
      if (done.status === 'not-found') throw noRelease(to, await ports.programs.releases(RELEASES_NAMED));
      return released(done);
    },
    'GET /v1/releases': async ({ query: { limit, cursor } }) => {
      const live = (await ports.programs.current())?.number;
      const before = cursor === undefined ? undefined : Number(cursor);
      const found = await ports.programs.releases(limit + 1, before);
      const page = found.slice(0, limit);
      return {
        releases: page.map((release) => ({ ...shownRelease(release), live: release.number === live })),
        ...(page.length < found.length && { cursor: String(page.at(-1)?.number) }),
      };
    },
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
  if (!live) throw unpublished();
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

function noRelease(
  { hash, number }: { hash?: string; number?: number },
  latest: readonly Release[],
): Problem {
  if (latest.length === 0) return unpublished();
  const asked = hash === undefined ? `the number ${number}` : 'this hash';
  const those = latest.map((release) => `${release.number} (${release.hash.slice(0, HASH_SHOWN)})`);
  return problem(404, {
    detail: `No release has ${asked}. The latest: ${those.join(', ')}.`,
    pointer: hash === undefined ? '/number' : '/hash',
  });
}

/**
 * `own`: the file that a request is about; its findings may lie in others, which `file` says. If absent, the body holds
 * all files under `files`.
 */
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
    case 'conflict':
      throw problem(409, {
        detail: `Release ${published.live} is live by now. Look at it, and publish again on top of it.`,
        extra: { live: published.live },
      });
    case 'findings':
      return refuse(published.findings, own);
    default:
      return published satisfies never;
  }
}

function refuse(findings: readonly Finding[], own?: string): never {
  const first = findings.find(({ file }) => file === own) ?? findings[0];
  const pointer = first && (own ? '' : pointerOf(['files', first.file])) + first.pointer;
  throw problem(422, {
    title: 'The program has findings',
    detail: first && `${first.file} ${first.pointer}: ${first.detail}`,
    pointer,
    extra: { ...(own && { file: first?.file }), errors: findings },
  });
}
