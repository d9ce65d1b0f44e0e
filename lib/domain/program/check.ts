// Reads the files of a program directory and reports every finding, or returns the program if there is none.
import type { z } from 'zod';
import { type DocumentKind, documentKinds, documents } from '../../../schemas/documents.ts';
import type { Json } from '../../../schemas/primitives.ts';
import { type Program, ProgramSettings } from '../../../schemas/program.ts';
import type { CheckedProgram } from '../checked-program.ts';
import type { Finding } from '../finding.ts';
import { checks } from './check-documents.ts';
import { checkFlips } from './check-flips.ts';
import { checkApproval, checkZone } from './check-money.ts';
import { type FileRole, roleOf, SETTINGS } from './directory.ts';
import { schemaFindings } from './schema-findings.ts';
import { readSource, type Source } from './source.ts';

type Documents = Pick<Program, DocumentKind>;

export interface Checked {
  /** Present only if there is no finding; there may be warnings. */
  program?: Program;
  findings: Finding[];
  /** What works, but hardly as it is meant. */
  warnings: Finding[];
}

/**
 * `files`: path -> parsed JSON or its text. All findings of all files are reported together. `unread`: files that could
 * not be read as text, with their findings.
 */
export function checkProgram(
  files: Readonly<Record<string, unknown>>,
  unread: readonly Finding[] = [],
): Checked {
  const reading = new Reading(files, unread);
  const { findings, warnings } = reading;
  const settings = reading.one(SETTINGS, ProgramSettings);
  const parts = Object.fromEntries(documentKinds.map((kind) => [kind, reading.folder(kind)])) as Documents;
  reading.strays();
  if (!settings) return reading.placed({ findings, warnings });
  const { $schema: _, ...rest } = settings;
  const program: Program = { ...rest, ...parts };
  const checked: CheckedProgram = { ...program, unread: reading.unread() };
  checkZone(checked, findings);
  checkApproval(checked, findings);
  for (const check of Object.values(checks)) check(checked, findings, warnings);
  if (!findings.length) checkFlips(program, findings);
  return reading.placed(findings.length ? { findings, warnings } : { program, findings, warnings });
}

/** The files while they are read, and what was found in them. */
class Reading {
  readonly findings: Finding[];
  readonly warnings: Finding[] = [];
  readonly #files: Readonly<Record<string, unknown>>;
  readonly #roles: readonly (readonly [file: string, role: FileRole])[];
  readonly #sources = new Map<string, Source>();

  constructor(files: Readonly<Record<string, unknown>>, unread: readonly Finding[]) {
    this.#files = files;
    this.findings = [...unread];
    this.#roles = Object.keys(files)
      .sort()
      .map((file) => [file, roleOf(file)]);
  }

  /** The file's content as its schema reads it; undefined: there are findings, or it could not be read at all. */
  one<S extends z.ZodType>(file: string, schema: S): z.infer<S> | undefined {
    if (!Object.hasOwn(this.#files, file)) {
      if (!this.findings.some((finding) => finding.file === file))
        this.findings.push({ file, pointer: '', detail: `is missing${this.#elsewhere(file)}` });
      return undefined;
    }
    const content = this.#contentOf(file);
    if (content === undefined) return undefined;
    const result = schema.safeParse(content);
    if (result.success) return result.data;
    for (const issue of result.error.issues)
      this.findings.push(...schemaFindings({ file, content, schema }, issue));
    return undefined;
  }

  folder(kind: DocumentKind): Record<string, unknown> {
    const things: Record<string, unknown> = {};
    for (const [file, role] of this.#roles) {
      if (role.is !== 'document' || role.kind !== kind) continue;
      const thing = this.one(file, documents[kind].schema);
      if (!thing) continue;
      if (thing.id !== role.id)
        this.findings.push({ file, pointer: '/id', detail: otherName(thing.id, role.id) });
      const { $schema: _, ...rest } = thing;
      things[thing.id] = rest;
    }
    return things;
  }

  /** Files that are not read although somebody may believe so. */
  strays(): void {
    for (const [file, role] of this.#roles) {
      if (role.is !== 'stray') continue;
      const isMistake =
        role.weight === 'by-content' ? isDocument(this.#files[file]) : role.weight === 'mistake';
      (isMistake ? this.findings : this.warnings).push({ file, pointer: '', detail: role.detail });
    }
  }

  /** Files with findings, and those as which a misplaced file was meant. */
  unread(): Set<string> {
    const meant = this.#roles.flatMap(([, role]) => (role.is === 'stray' && role.meant) || []);
    return new Set([...this.findings.map(({ file }) => file), ...meant]);
  }

  /** Every finding with its line and column, where the file came as text. */
  placed(checked: Checked): Checked {
    for (const finding of [...checked.findings, ...checked.warnings])
      if (finding.line === undefined && (finding.pointer || this.#sources.has(finding.file)))
        Object.assign(finding, this.#sources.get(finding.file)?.placeOf(finding.pointer));
    return checked;
  }

  #contentOf(file: string): Json | undefined {
    const written = this.#files[file];
    if (typeof written !== 'string') return written as Json;
    const source = readSource(file, written);
    this.#sources.set(file, source);
    this.findings.push(...source.findings);
    return source.content;
  }

  #elsewhere(file: string): string {
    const deeper = Object.keys(this.#files).find((each) => each.endsWith(`/${file}`));
    return deeper === undefined ? '' : `; there is ${deeper}: is that the directory of the program?`;
  }
}

const SLUG = documents.segments.schema.shape.id;

const otherName = (id: string, name: string): string =>
  SLUG.safeParse(name).success
    ? `"${id}" is not the file's name; it should be "${name}"`
    : `"${id}" is not the file's name: rename the file to ${id}.json`;

/** Every document has an id. */
function isDocument(written: unknown): boolean {
  const content = typeof written === 'string' ? readSource('', written).content : written;
  return typeof content === 'object' && content !== null && 'id' in content && typeof content.id === 'string';
}
