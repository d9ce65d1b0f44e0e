// Routes of the program as a whole, and the request and response of every change to it.
import * as z from 'zod';
import { Program } from '../documents.ts';
import { Slug } from '../primitives.ts';
import { Release } from '../program.ts';
import type { OperatorTable } from './route.ts';
import { NextCursor, pageQuery, Time } from './shapes.ts';

export const Note = z.string().max(1000).optional();
/** The number of the release that a change is based on: if another one is live, it is a conflict. */
const Expect = z.int().min(0).optional();

/** A release as operators see it, with its time in ISO 8601. */
export const ShownRelease = Release.extend({ publishedAt: Time });
export type ShownRelease = z.infer<typeof ShownRelease>;

/** What works, but hardly as it is meant; with its place in the file, where that came as text. */
const Warning = z.object({
  file: z.string(),
  pointer: z.string(),
  detail: z.string(),
  line: z.int().optional(),
  column: z.int().optional(),
});

export const PublishedRelease = ShownRelease.extend({
  /** The live program was the same already: this is its release, and there is no new one. */
  unchanged: z.literal(true).optional(),
  warnings: z.array(Warning).optional(),
});
export type PublishedRelease = z.infer<typeof PublishedRelease>;
/** Path in the program's directory -> its JSON, parsed or as text. */
const Files = z.record(z.string().max(200), z.unknown());

const PublishBody = z.object({
  files: Files,
  note: Note,
  expect: Expect,
});
export const ProgramDiff = z.object({
  /** Number of the live release; 0 before the first publish. */
  live: z.int(),
  changes: z.array(
    z.object({
      change: z.enum(['added', 'changed', 'removed']),
      what: z.string().meta({ description: 'Path in the program’s directory' }),
    }),
  ),
});
export type ProgramDiff = z.infer<typeof ProgramDiff>;

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

const JourneyRow = z.object({
  id: Slug,
  purpose: Slug,
  description: z.string().optional(),
  /** Number of steps. */
  steps: z.int(),
});
export type JourneyRow = z.infer<typeof JourneyRow>;

export const programRoutes = {
  'GET /v1/program': {
    duty: 'read',
    summary: 'The live program and the latest releases',
    answer: ShownRelease.extend({ program: Program, releases: z.array(ShownRelease) }),
  },
  'POST /v1/program/publish': {
    duty: 'edit',
    summary: 'Check a program and make it the live one',
    body: PublishBody,
    answer: PublishedRelease,
  },
  'POST /v1/program/diff': {
    duty: 'read',
    summary: 'What publishing a program would change in the live one; nothing is changed',
    body: z.object({ files: Files }),
    answer: ProgramDiff,
  },
  'POST /v1/program/rollback': {
    duty: 'edit',
    summary: 'Publish an earlier release again, under a new number',
    body: RollbackBody,
    answer: PublishedRelease,
  },
  'GET /v1/releases': {
    duty: 'read',
    summary: 'Every release that was live, newest first',
    query: pageQuery(100),
    answer: z.object({ releases: z.array(ShownRelease.extend({ live: z.boolean() })), cursor: NextCursor }),
  },
  'GET /v1/journeys': {
    duty: 'read',
    summary: 'The journeys of the live program, by id',
    query: pageQuery(500),
    answer: z.object({ journeys: z.array(JourneyRow), cursor: NextCursor }),
  },
} as const satisfies OperatorTable;
