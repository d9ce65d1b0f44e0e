// Reads the files of a program directory and reports every finding, or returns the program if there is none.
import type { z } from 'zod';
import { type DocumentKind, documentKinds, documents } from '../../../schemas/documents.ts';
import type { Json } from '../../../schemas/primitives.ts';
import { type Program, ProgramSettings } from '../../../schemas/program.ts';
import type { Finding } from '../finding.ts';
import { checks } from './check-documents.ts';
import { checkFlips } from './check-flips.ts';
import { checkApproval, checkZone } from './check-money.ts';
import { schemaFindings } from './schema-findings.ts';

type Documents = Pick<Program, DocumentKind>;

/**
 * `files`: path -> parsed JSON or its text. All findings of all files are reported together; `program` is present only
 * if there are none. Other files and folders, such as a README, are ignored.
 */
export function checkProgram(files: Readonly<Record<string, unknown>>): {
  program?: Program;
  findings: Finding[];
} {
  const findings: Finding[] = [];
  const settings = readOne(files, 'program.json', ProgramSettings, findings);
  const parts = Object.fromEntries(
    documentKinds.map((kind) => [kind, readFolder(files, kind, findings)]),
  ) as Documents;
  if (!settings) return { findings };
  const { $schema: _, ...rest } = settings;
  const program: Program = { ...rest, ...parts };
  checkZone(program, findings);
  checkApproval(program, findings);
  for (const check of Object.values(checks)) check(program, findings);
  if (!findings.length) checkFlips(program, findings);
  return findings.length ? { findings } : { program, findings };
}

function parsed(file: string, content: unknown, findings: Finding[]): Json | undefined {
  if (typeof content !== 'string') return content as Json;
  try {
    return JSON.parse(content) as Json;
  } catch (error) {
    findings.push({ file, pointer: '', detail: `is not JSON: ${(error as Error).message}` });
    return undefined;
  }
}

function readOne<S extends z.ZodType>(
  files: Readonly<Record<string, unknown>>,
  file: string,
  schema: S,
  findings: Finding[],
): z.infer<S> | undefined {
  if (!Object.hasOwn(files, file)) {
    findings.push({ file, pointer: '', detail: 'is missing' });
    return undefined;
  }
  const content = parsed(file, files[file], findings);
  if (content === undefined) return undefined;
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  for (const issue of result.error.issues) findings.push(...schemaFindings(file, content, issue));
  return undefined;
}

function readFolder(
  files: Readonly<Record<string, unknown>>,
  folder: DocumentKind,
  findings: Finding[],
): Record<string, unknown> {
  const things: Record<string, unknown> = {};
  for (const file of Object.keys(files).sort()) {
    const match = /^([a-z]+)\/([^/]+)\.json$/.exec(file);
    if (match?.[1] !== folder) continue;
    const thing = readOne(files, file, documents[folder].schema, findings);
    if (!thing) continue;
    if (thing.id !== match[2])
      findings.push({
        file,
        pointer: '/id',
        detail: `"${thing.id}" is not the file's name; it should be "${match[2]}"`,
      });
    const { $schema: _, ...rest } = thing;
    things[thing.id] = rest;
  }
  return things;
}
