// Three routes for each kind of document: read one of the live program, publish the program with it or without it.
import * as z from 'zod';
import { type DocumentKind, documentKinds, documents } from '../documents.ts';
import { Note, PublishedRelease } from './program.ts';

const ChangeQuery = z.object({ expect: z.coerce.number().int().min(0).optional(), note: Note });

const readRoute = <K extends DocumentKind>(kind: K) =>
  ({
    duty: 'read',
    summary: `A ${documents[kind].singular} of the live program`,
    answer: documents[kind].schema,
  }) as const;

/** The body is checked with the whole program, so the response contains the findings of both. */
const putRoute = (kind: DocumentKind) =>
  ({
    duty: 'edit',
    summary: `Publish the live program with this ${documents[kind].singular}`,
    body: z.looseObject({}),
    query: ChangeQuery,
    answer: PublishedRelease,
  }) as const;

const deleteRoute = (kind: DocumentKind) =>
  ({
    duty: 'edit',
    summary: `Publish the live program without this ${documents[kind].singular}`,
    query: ChangeQuery,
    answer: PublishedRelease,
  }) as const;

type DocumentRoutes = {
  readonly [K in DocumentKind as `GET /v1/${K}/{id}`]: ReturnType<typeof readRoute<K>>;
} & { readonly [K in DocumentKind as `PUT /v1/${K}/{id}`]: ReturnType<typeof putRoute> } & {
  readonly [K in DocumentKind as `DELETE /v1/${K}/{id}`]: ReturnType<typeof deleteRoute>;
};

export const documentRoutes = Object.fromEntries(
  documentKinds.flatMap((kind) => [
    [`GET /v1/${kind}/{id}`, readRoute(kind)],
    [`PUT /v1/${kind}/{id}`, putRoute(kind)],
    [`DELETE /v1/${kind}/{id}`, deleteRoute(kind)],
  ]),
) as DocumentRoutes;
