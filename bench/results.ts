// The result of a benchmark, and bench/results.json: one entry per benchmark, each with the machine and the day it
// was measured on.
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** In the order they run: those most sensitive to other load come last. */
export const NAMES = [
  'codec',
  'startup',
  'validation',
  'decisions',
  'build',
  'memory',
  'cost',
  'latency',
] as const;
export const Name = z.enum(NAMES);
export type Name = z.infer<typeof Name>;

export const Machine = z.strictObject({
  node: z.string(),
  platform: z.string(),
  cpu: z.string(),
  cores: z.int().positive(),
  memoryGb: z.number().positive(),
  /** Mean number of runnable threads over the minute before it began: above 0 the machine was shared. */
  loadBefore: z.number().min(0),
  /** Over its last minute, the benchmark included. */
  loadAtEnd: z.number().min(0),
});
export type Machine = z.infer<typeof Machine>;

/** A number that others may rely on: the name is stable, the unit is part of it. */
export const Figure = z.strictObject({ name: z.string(), value: z.number(), unit: z.string() });
export type Figure = z.infer<typeof Figure>;

export const Table = z.strictObject({
  title: z.string(),
  columns: z.array(z.string()).min(1),
  rows: z.array(z.array(z.union([z.string(), z.number()]))),
});
export type Table = z.infer<typeof Table>;

/** The target of a figure, and whether this run reached it. */
export const Target = z.strictObject({
  name: z.string(),
  /** As people write it: 'at most 1.15 x'. */
  wanted: z.string(),
  measured: z.union([z.string(), z.number()]),
  reached: z.boolean(),
});
export type Target = z.infer<typeof Target>;

const Settings = z.record(z.string(), z.union([z.string(), z.number()]));

/** What a benchmark returns. */
export const Measured = z.strictObject({
  settings: Settings,
  figures: z.array(Figure).min(1),
  tables: z.array(Table),
  targets: z.array(Target).default([]),
  notMeasured: z.array(z.string()).min(1),
});
export type Measured = z.input<typeof Measured>;

export const Result = Measured.extend({
  measuredAt: z.iso.datetime(),
  seconds: z.number().positive(),
  machine: Machine,
});
export type Result = z.infer<typeof Result>;

export const Results = z.strictObject({ version: z.literal(1), benchmarks: z.partialRecord(Name, Result) });
export type Results = z.infer<typeof Results>;

export const atMost = (name: string, measured: number, limit: number, unit: string): Target => ({
  name,
  wanted: `at most ${limit} ${unit}`,
  measured,
  reached: measured <= limit,
});

export const atLeast = (name: string, measured: number, limit: number, unit: string): Target => ({
  name,
  wanted: `at least ${limit} ${unit}`,
  measured,
  reached: measured >= limit,
});

/** The content of the file; empty where there is none, or one of another shape. */
export function readResults(file: string): Results {
  try {
    return Results.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { version: 1, benchmarks: {} };
  }
}

export function writeResults(file: string, results: Results): void {
  writeFileSync(file, `${JSON.stringify(Results.parse(results), null, 2)}\n`);
}
