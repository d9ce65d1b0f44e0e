// The program and its documents: looked at, published, rolled back, changed one by one.
import * as z from 'zod';
import { time } from '../../lib/application/profiles/profile-view.ts';
import {
  changeDocument,
  DOCUMENTS,
  type DocumentKind,
  liveProgram,
  type ProgramPorts,
  type Published,
  publishFiles,
  rollback,
} from '../../lib/application/program/publish-program.ts';
import { pointerOf } from '../../lib/domain/finding.ts';
import { problem } from '../../lib/http/problem.ts';
import { Journey } from '../../schemas/journey.ts';
import { Budget, Channel, Program, Release, Segment, Template } from '../../schemas/program.ts';
import { type OperatorRoute, route } from './route.ts';

const SCHEMAS: Record<DocumentKind, z.ZodType> = {
  journeys: Journey,
  segments: Segment,
  templates: Template,
  budgets: Budget,
  channels: Channel,
};

const Note = z.string().max(1000).optional();
const Expect = z.int().min(0).optional();
/** A release as operators see it: its time in ISO 8601. */
const Shown = Release.extend({ publishedAt: z.iso.datetime() });
const Live = Shown.extend({ program: Program, releases: z.array(Shown) });
const PublishBody = z.object({
  /** Path in the program's directory -> its JSON, parsed or as text. */
  files: z.record(z.string().max(200), z.unknown()),
  note: Note,
  /** The number of the release that this one is made from: another one live is a conflict. */
  expect: Expect,
});
const RollbackBody = z
  .object({
    hash: z.string().min(7, 'a hash, or its first 7 characters at least').max(100).optional(),
    number: z.int().min(1).optional(),
    note: Note,
    expect: Expect,
  })
  .refine(
    ({ hash, number }) => (hash === undefined) !== (number === undefined),
    'name either a hash or a number',
  );
const ChangeQuery = z.object({ expect: z.coerce.number().int().min(0).optional(), note: Note });
const RELEASES_SHOWN = 20;

export type ProgramRoutesPorts = ProgramPorts;

export function programRoutes(ports: ProgramRoutesPorts): OperatorRoute[] {
  return [
    route(
      {
        key: 'GET /v1/program',
        duty: 'read',
        summary: 'The live program and the latest releases',
        answer: Live,
      },
      async () => {
        const live = await liveProgram(ports.programs);
        if (!live) throw problem(404, { detail: 'No program was published yet.' });
        return {
          ...shown(live.release),
          program: live.program,
          releases: (await ports.programs.releases(RELEASES_SHOWN)).map(shown),
        };
      },
    ),
    route(
      {
        key: 'POST /v1/program/publish',
        duty: 'edit',
        summary: 'Check a program and make it the live one',
        body: PublishBody,
        answer: Shown,
      },
      async ({ body: { files, note, expect }, principal }) =>
        released(await publishFiles(ports, files, { by: principal.id, note, expect })),
    ),
    route(
      {
        key: 'POST /v1/program/rollback',
        duty: 'edit',
        summary: 'Publish an earlier release again, under a new number',
        body: RollbackBody,
        answer: Shown,
      },
      async ({ body: { note, expect, ...to }, principal }) =>
        released(await rollback(ports, to, { by: principal.id, note, expect })),
    ),
    // A budget is read with its standing: money-routes.ts.
    ...DOCUMENTS.filter((kind) => kind !== 'budgets').map((kind) => readRoute(ports, kind)),
    ...DOCUMENTS.flatMap((kind) => changeRoutes(ports, kind)),
  ];
}

function readRoute({ programs }: ProgramPorts, kind: DocumentKind): OperatorRoute {
  const singular = kind.slice(0, -1);
  const summary = `A ${singular} of the live program`;
  const described = { key: `GET /v1/${kind}/{id}`, duty: 'read', summary, answer: SCHEMAS[kind] } as const;
  return route(described, async ({ path }) => {
    const documents: Record<string, object> | undefined = (await liveProgram(programs))?.program[kind];
    const id = path['id'] ?? '';
    const document = documents && Object.hasOwn(documents, id) ? documents[id] : undefined;
    if (!document) throw problem(404, { detail: `The live program has no such ${singular}.` });
    return document;
  });
}

function changeRoutes(ports: ProgramPorts, kind: DocumentKind): OperatorRoute[] {
  const key = `/v1/${kind}/{id}`;
  const singular = kind.slice(0, -1);
  return [
    route(
      {
        key: `PUT ${key}`,
        duty: 'edit',
        summary: `Publish the live program with this ${singular}`,
        body: z.looseObject({}),
        query: ChangeQuery,
        answer: Shown,
      },
      async ({ path, body, query, principal }) => {
        const by = { by: principal.id, ...query };
        return released(
          await changeDocument(ports, { kind, id: path['id'] ?? '', document: body }, by),
          ownFile(kind, path['id']),
        );
      },
    ),
    route(
      {
        key: `DELETE ${key}`,
        duty: 'edit',
        summary: `Publish the live program without this ${singular}`,
        query: ChangeQuery,
        answer: Shown,
      },
      async ({ path, query, principal }) => {
        const by = { by: principal.id, ...query };
        return released(await changeDocument(ports, { kind, id: path['id'] ?? '', document: undefined }, by));
      },
    ),
  ];
}

const ownFile = (kind: DocumentKind, id: string | undefined): string => `${kind}/${id ?? ''}.json`;

const shown = (release: Release): z.infer<typeof Shown> => ({
  ...release,
  publishedAt: time(release.publishedAt),
});

/** `own`: the file that the request's body is; where absent, the body holds all of them under `files`. */
function released(published: Published, own?: string): z.infer<typeof Shown> {
  switch (published.status) {
    case 'published':
      return shown(published.release);
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
