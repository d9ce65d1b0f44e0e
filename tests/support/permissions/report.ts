/**
 * What the integration tests together needed of each role. Every backend writes its part when it stops; at the end of
 * the run the parts are merged and unused grants are reported with their function.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PermissionGateway } from './gateway.ts';
import { inWords } from './roles.ts';

export const FOLDER_VARIABLE = 'CAIRN_TEST_GRANTS';

/** By function: each grant as text, and whether something used it. */
type Uses = Record<string, Record<string, boolean>>;

interface Part {
  readonly file: string;
  readonly uses: Uses;
}

export async function recordGrants({ grants }: PermissionGateway, file: string): Promise<void> {
  const folder = process.env[FOLDER_VARIABLE];
  if (folder === undefined) return;
  const uses: Uses = {};
  for (const { role, used } of grants) {
    const words: Record<string, boolean> = {};
    for (const grant of role.grants) words[inWords(grant)] = used.has(inWords(grant));
    uses[role.name] = words;
  }
  const part: Part = { file: basename(file), uses };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${randomUUID()}.json`), JSON.stringify(part));
}

/** Lines for people; none when no backend ran. */
export async function unusedGrants(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const parts = await Promise.all(
    names.map(async (name): Promise<Part> => JSON.parse(await readFile(join(folder, name), 'utf8'))),
  );
  if (parts.length === 0) return [];
  const files = new Set(parts.map(({ file }) => file)).size;
  const functions = [...new Set(parts.flatMap(({ uses }) => Object.keys(uses)))].sort();
  let total = 0;
  const unused = functions.flatMap((name) => {
    const held = new Set(parts.flatMap(({ uses }) => Object.keys(uses[name] ?? {})));
    total += held.size;
    return [...held]
      .filter((grant) => !parts.some(({ uses }) => uses[name]?.[grant] === true))
      .map((grant) => `  ${name}: ${grant}`);
  });
  const of = `${total} grants of ${functions.length} functions, checked in ${files} test files`;
  return [`\nGrants that no integration test used: ${unused.length} of ${of}`, ...unused];
}
