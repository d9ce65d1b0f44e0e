/**
 * What a program directory contains besides program.json: a folder per kind of document, a file per document, named by
 * its id. A new kind is a line here and its check in lib/domain/program/check-documents.ts; files, JSON Schemas, routes
 * and commands follow from it.
 */
import * as z from 'zod';
import { Budget } from './budget.ts';
import { Journey } from './journey.ts';
import { Slug } from './primitives.ts';
import { Channel, ProgramSettings, Segment, Template } from './program.ts';

interface Document {
  /** The schema of one file in the folder. */
  schema: z.ZodType<{ id: string; $schema?: string }>;
  /** The name of one document. */
  singular: string;
  /** One that fits a program with a channel `sample`; tests publish it. */
  example: { id: 'sample' } & Record<string, unknown>;
}

/** By folder. */
export const documents = {
  journeys: {
    schema: Journey,
    singular: 'journey',
    example: {
      id: 'sample',
      purpose: 'marketing',
      enter: { on: 'Sampled' },
      start: 'pause',
      steps: { pause: { wait: 'PT1H' } },
    },
  },
  segments: {
    schema: Segment,
    singular: 'segment',
    example: { id: 'sample', if: { trait: 'plan', eq: 'gold' } },
  },
  templates: {
    schema: Template,
    singular: 'template',
    example: { id: 'sample', channel: 'sms', text: 'Hello' },
  },
  budgets: {
    schema: Budget,
    singular: 'budget',
    example: { id: 'sample', channel: 'sample', amount: '1000.00 EUR' },
  },
  channels: { schema: Channel, singular: 'channel', example: { id: 'sample' } },
} as const satisfies Readonly<Record<string, Document>>;

export type DocumentKind = keyof typeof documents;
export const documentKinds = Object.keys(documents) as DocumentKind[];

export const isDocumentKind = (folder: string): folder is DocumentKind => Object.hasOwn(documents, folder);

type ById = {
  [K in DocumentKind]: z.ZodDefault<z.ZodRecord<typeof Slug, (typeof documents)[K]['schema']>>;
};

/**
 * The program as one published artefact: its settings, and its documents by id. A program published before a kind
 * existed has none of that kind.
 */
export const Program = ProgramSettings.omit({ $schema: true }).extend(
  Object.fromEntries(
    documentKinds.map((kind) => [kind, z.record(Slug, documents[kind].schema).default({})]),
  ) as ById,
);
export type Program = z.infer<typeof Program>;
