// Documents of the live program in the operators' API: read, put and deleted one by one, alike for every kind.
import {
  type By,
  changeDocument,
  type DocumentChange,
  liveProgram,
  type ProgramPorts,
} from '../../lib/application/program/publish-program.ts';
import type { documentRoutes } from '../../schemas/api/documents.ts';
import type { PublishedRelease } from '../../schemas/api/program.ts';
import { type DocumentKind, documentKinds } from '../../schemas/documents.ts';
import { missing } from './missing.ts';
import { released } from './program-handlers.ts';
import type { Call, Handlers } from './route.ts';

type ById<Query, Body> = Call<{ id: string }, Query, Body>;
interface Change {
  expect?: number;
  note?: string;
}

export function documentHandlers(ports: ProgramPorts): Handlers<typeof documentRoutes> {
  const handlers = documentKinds.flatMap((kind) => [
    [`GET /v1/${kind}/{id}`, readHandler(ports, kind)],
    [`PUT /v1/${kind}/{id}`, putHandler(ports, kind)],
    [`DELETE /v1/${kind}/{id}`, deleteHandler(ports, kind)],
  ]);
  return Object.fromEntries(handlers) as Handlers<typeof documentRoutes>;
}

const readHandler =
  ({ programs }: ProgramPorts, kind: DocumentKind) =>
  async ({ path: { id } }: ById<undefined, undefined>): Promise<object> => {
    const program = (await liveProgram(programs))?.program;
    const live: Readonly<Record<string, object>> = program?.[kind] ?? {};
    const document = Object.hasOwn(live, id) ? live[id] : undefined;
    if (!document) throw missing(program, { kind, id });
    return document;
  };

const putHandler =
  (ports: ProgramPorts, kind: DocumentKind) =>
  async ({ path: { id }, query, body, principal }: ById<Change, object>): Promise<PublishedRelease> => {
    return change(ports, { kind, id, document: body }, { by: principal.id, ...query });
  };

const deleteHandler =
  (ports: ProgramPorts, kind: DocumentKind) =>
  async ({ path: { id }, query, principal }: ById<Change, undefined>): Promise<PublishedRelease> => {
    return change(ports, { kind, id, document: undefined }, { by: principal.id, ...query });
  };

async function change(ports: ProgramPorts, what: DocumentChange, by: By): Promise<PublishedRelease> {
  const done = await changeDocument(ports, what, by);
  if (done.status === 'not-found') throw missing((await liveProgram(ports.programs))?.program, what);
  return released(done, `${what.kind}/${what.id}.json`);
}
