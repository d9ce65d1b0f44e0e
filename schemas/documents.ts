/**
 * What a program directory holds beside program.json: a folder a kind of document, one file a document, named by its id.
 * A new kind is a line here and its check in lib/domain/program/check-documents.ts; files, JSON Schemas, routes and commands follow.
 */
import * as z from 'zod';
import { Journey } from './journey.ts';
import { Slug } from './primitives.ts';
import { Budget, Channel, ProgramSettings, Segment, Template } from './program.ts';

interface Document {
  /** Of one file in the folder. */
  schema: z.ZodType<{ id: string; $schema?: string }>;
  /** What one is called. */
  singular: string;
}

/** By folder. */
export const documents = {
  journeys: { schema: Journey, singular: 'journey' },
  segments: { schema: Segment, singular: 'segment' },
  templates: { schema: Template, singular: 'template' },
  budgets: { schema: Budget, singular: 'budget' },
  channels: { schema: Channel, singular: 'channel' },
} as const satisfies Readonly<Record<string, Document>>;

export type DocumentKind = keyof typeof documents;
export const documentKinds = Object.keys(documents) as DocumentKind[];

export const isDocumentKind = (folder: string): folder is DocumentKind => Object.hasOwn(documents, folder);

type ById = {
  [K in DocumentKind]: z.ZodDefault<z.ZodRecord<typeof Slug, (typeof documents)[K]['schema']>>;
};

/** The program as one published artefact: its settings, and its documents by id. One from before there was a kind has none of it. */
export const Program = ProgramSettings.omit({ $schema: true }).extend(
  Object.fromEntries(
    documentKinds.map((kind) => [kind, z.record(Slug, documents[kind].schema).default({})]),
  ) as ById,
);
export type Program = z.infer<typeof Program>;
