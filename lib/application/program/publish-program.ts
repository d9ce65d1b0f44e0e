/**
 * The program for operators: reading, publishing, rolling back, and changing one document at a time.
 *
 * Every change ends in `publishFiles`: everything is checked together, becomes one artefact under its hash and gets the
 * next number, on condition that the release it was made from is still live. What is live already makes no new release.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { type DocumentKind, documentKinds, isDocumentKind } from '../../../schemas/documents.ts';
import type { Program, Release } from '../../../schemas/program.ts';
import type { HashOperand } from '../../domain/condition/module.ts';
import { HASHED } from '../../domain/condition/operators.ts';
import type { Masks } from '../../domain/condition/sealed-operand.ts';
import type { Finding } from '../../domain/finding.ts';
import { canonical, journeyHash } from '../../domain/journey/compiled-journey.ts';
import { artefactOf, contentOf } from '../../domain/program/artefact.ts';
import { checkProgram } from '../../domain/program/check.ts';
import { hashOperands } from '../../domain/program/hash-operands.ts';
import type { ProgramStore } from '../../ports/program-store.ts';
import { LOOK_AGAIN_MS } from './program-cache.ts';

export interface ProgramPorts {
  programs: ProgramStore;
  /** Waits this many ms: a publish responds once every function follows it. */
  pause: (ms: number) => Promise<unknown>;
  /** The vault's hash: an operand compared with a sealed value becomes its keyed hash (I9). */
  hash: HashOperand;
  /** The vault's masked form of the same operand, for people to read. */
  mask: (...operand: Parameters<HashOperand>) => string;
  /** Currency of this installation's budgets; undefined: any. */
  currency?: string | undefined;
  clock: () => number;
}

export interface By {
  by: string;
  note?: string;
  /** The release this change was made from; if another one is live: conflict. */
  expect?: number;
}

export type Published =
  | { status: 'published'; release: Release; warnings?: Finding[] }
  /** The live program is this one already: no new release. */
  | { status: 'unchanged'; release: Release; warnings?: Finding[] }
  | { status: 'findings'; findings: Finding[] }
  | { status: 'conflict'; live: number };
/** There is no such release, or no such document. */
export interface NotFound {
  status: 'not-found';
}

/** How often a publish that names no base release is retried behind another publisher's. */
const TRIES = 3;
const HASH_LENGTH_MIN = 7;
const RELEASES_SEARCHED = 1000;

/** A program, and how its operands that are compared with sealed values are shown. */
interface Content {
  program: Program;
  masks: Masks;
}
export interface LiveProgram extends Content {
  release: Release;
}

export async function liveProgram(programs: ProgramStore): Promise<LiveProgram | undefined> {
  const release = await programs.current();
  return release && { release, ...(await loaded(programs, release.hash)) };
}

async function loaded(programs: ProgramStore, hash: string): Promise<Content> {
  const artefact = await programs.load(hash);
  return { program: contentOf(artefact), masks: artefact.masks ?? {} };
}

/** `files`: path in the program's directory -> its JSON, parsed or as text. */
export async function publishFiles(
  ports: ProgramPorts,
  files: Readonly<Record<string, unknown>>,
  by: By,
): Promise<Published> {
  const { program, findings, warnings } = checkProgram(files);
  if (!program) return { status: 'findings', findings };
  const published = await publish(ports, await sealed(ports, program), by);
  return 'release' in published ? { ...published, warnings } : published;
}

/** Operands that are hashed already, because the document was read from the live program, keep their masks. */
async function sealed(ports: ProgramPorts, plain: Program): Promise<Content> {
  const given: Record<string, string> = {};
  const program = await hashOperands(plain, async (value, kind) => {
    const hash = await ports.hash(value, kind);
    given[hash] = ports.mask(value, kind);
    return hash;
  });
  if (!JSON.stringify(plain).includes(HASHED)) return { program, masks: given };
  const text = JSON.stringify(program);
  const known = Object.entries((await liveProgram(ports.programs))?.masks ?? {});
  const kept = known.filter(([hash]) => text.includes(hash));
  return { program, masks: { ...Object.fromEntries(kept), ...given } };
}

/** Publishes an earlier release again, named by its hash (or the beginning of it) or its number. */
export async function rollback(
  ports: ProgramPorts,
  to: { hash?: string; number?: number },
  by: By,
): Promise<Published | NotFound> {
  const releases = await ports.programs.releases(RELEASES_SEARCHED);
  const found = releases.find(({ hash, number }) =>
    to.hash === undefined ? number === to.number : isHash(to.hash, hash),
  );
  if (!found) return { status: 'not-found' };
  const note = by.note ?? `rollback to release ${found.number}`;
  return publish(ports, await loaded(ports.programs, found.hash), { ...by, note });
}

const isHash = (asked: string, hash: string): boolean =>
  asked === hash || (asked.length >= HASH_LENGTH_MIN && hash.startsWith(asked));

export interface DocumentChange {
  kind: DocumentKind;
  id: string;
  /** Undefined: it is removed. */
  document: unknown;
}

/** Puts one document of the live program, or removes it. */
export async function changeDocument(
  ports: ProgramPorts,
  { kind, id, document }: DocumentChange,
  by: By,
): Promise<Published | NotFound> {
  const live = await liveProgram(ports.programs);
  if (!live) return { status: 'not-found' };
  const files = filesOf(live.program);
  const file = `${kind}/${id}.json`;
  if (document === undefined && !Object.hasOwn(files, file)) return { status: 'not-found' };
  if (document === undefined) delete files[file];
  else files[file] = document;
  const note = by.note ?? `${document === undefined ? 'without' : 'with'} ${file}`;
  return publishFiles(ports, files, { ...by, note, expect: by.expect ?? live.release.number });
}

/** The program as the files of its directory. */
export function filesOf(program: Program): Record<string, unknown> {
  const settings = Object.entries(program).filter(([name]) => !isDocumentKind(name));
  const files: Record<string, unknown> = { 'program.json': Object.fromEntries(settings) };
  // A program published before a kind of document existed has none of that kind.
  for (const kind of documentKinds)
    for (const [id, document] of Object.entries(program[kind] ?? {})) files[`${kind}/${id}.json`] = document;
  return files;
}

async function publish(
  { programs, clock, pause, currency }: ProgramPorts,
  { program, masks }: Content,
  by: By,
): Promise<Published> {
  if (currency !== undefined && program.currency !== currency)
    return { status: 'findings', findings: [otherCurrency(program.currency, currency)] };
  const hash = bytesToHex(sha256(utf8ToBytes(canonical(program))));
  const journeys = Object.fromEntries(
    Object.values(program.journeys).map((journey) => [journeyHash(journey), journey]),
  );
  for (let attempt = 1; ; attempt += 1) {
    const current = await programs.current();
    const live = current?.number ?? 0;
    if (by.expect !== undefined && by.expect !== live) return { status: 'conflict', live };
    if (current?.hash === hash) return { status: 'unchanged', release: current };
    const note = by.note === undefined ? {} : { note: by.note };
    const release: Release = { number: live + 1, hash, publishedAt: clock(), by: by.by, ...note };
    if (await programs.publish(artefactOf(program, masks), journeys, release, live)) {
      await pause(LOOK_AGAIN_MS);
      return { status: 'published', release };
    }
    if (attempt === TRIES) return { status: 'conflict', live: live + 1 };
  }
}

/**
 * Budgets, decisions and the finance topic of an installation use one currency: sums in another would be misread as it.
 */
const otherCurrency = (given: string, own: string): Finding => ({
  file: 'program.json',
  pointer: '/currency',
  detail: `This installation keeps its budgets in ${own} (setting budgetCurrency); this program reports in ${given}.`,
});
