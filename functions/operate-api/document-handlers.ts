// Documents of the live program in the operators' API: read, put and deleted one by one, alike for every kind.
import {
  changeDocument,
  liveProgram,
  type ProgramPorts,
} from '../../lib/application/program/publish-program.ts';
import { problem } from '../../lib/http/problem.ts';
import type { documentRoutes } from '../../schemas/api/documents.ts';
import type { PublishedRelease } from '../../schemas/api/program.ts';
import { type DocumentKind, documentKinds, documents } from '../../schemas/documents.ts';
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
    const live: Readonly<Record<string, object>> = (await liveProgram(programs))?.program[kind] ?? {};
    const document = Object.hasOwn(live, id) ? live[id] : undefined;
    if (!document)
      throw problem(404, { detail: `The live program has no such ${documents[kind].singular}.` });
    return document;
  };

const putHandler =
  (ports: ProgramPorts, kind: DocumentKind) =>
  async ({ path: { id }, query, body, principal }: ById<Change, object>): Promise<PublishedRelease> => {
    const by = { by: principal.id, ...query };
    return released(await changeDocument(ports, { kind, id, document: body }, by), `${kind}/${id}.json`);
  };

const deleteHandler =
  (ports: ProgramPorts, kind: DocumentKind) =>
  async ({ path: { id }, query, principal }: ById<Change, undefined>): Promise<PublishedRelease> => {
    const by = { by: principal.id, ...query };
    return released(await changeDocument(ports, { kind, id, document: undefined }, by));
  };
