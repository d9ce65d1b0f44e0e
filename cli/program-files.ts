// A program directory as the files it contains: path -> text. Every file is read, ignored on purpose, or reported.
import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../lib/domain/finding.ts';
import { type Checked, checkProgram } from '../lib/domain/program/check.ts';
import { roleOf } from '../lib/domain/program/directory.ts';
import { decode } from './decode.ts';
import { Failure } from './output.ts';

interface ProgramDirectory {
  /** Documents and settings, and files that are not read but have to be reported. */
  files: Record<string, string>;
  /** What could not be read as text. */
  unread: Finding[];
}

async function readProgramDirectory(dir: string): Promise<ProgramDirectory> {
  try {
    await readdir(dir);
  } catch {
    throw new Failure(`${dir} is not a directory that can be read`, 2);
  }
  const read: ProgramDirectory = { files: {}, unread: [] };
  for await (const path of pathsIn(dir, read.unread)) await take(dir, path, read);
  return read;
}

/** The files of a program that has none that would be reported. */
export async function readProgramFiles(dir: string): Promise<Record<string, string>> {
  return partsOf((await readProgramDirectory(dir)).files);
}

/** The program's own files among those of its directory. */
export const partsOf = (files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(files).filter(([path]) => ['settings', 'document'].includes(roleOf(path).is)),
  );

export async function checkDirectory(dir: string): Promise<Checked & { files: Record<string, string> }> {
  const { files, unread } = await readProgramDirectory(dir);
  return { ...checkProgram(files, unread), files: partsOf(files) };
}

const unreadable = (error: unknown): string => `cannot be read (${(error as NodeJS.ErrnoException).code})`;

async function take(dir: string, path: string, { files, unread }: ProgramDirectory): Promise<void> {
  const role = roleOf(path);
  if (role.is === 'ignored') return;
  const wanted = role.is !== 'stray' || role.weight === 'by-content';
  if (!wanted) {
    files[path] = '';
    return;
  }
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(dir, path));
  } catch (error) {
    unread.push({
      file: path,
      pointer: '',
      detail: unreadable(error),
    });
    return;
  }
  const decoded = decode(bytes);
  if ('text' in decoded) files[path] = decoded.text;
  else if (role.is === 'stray') files[path] = '';
  else unread.push({ file: path, pointer: '', ...decoded });
}

/** A folder on the way, and the real ones that it lies in. */
interface Folder {
  /** Below the root; empty: the root itself. */
  path: string;
  within: readonly string[];
}

/** Every path that is not ignored, sorted within its folder; with slashes on every system. */
async function* pathsIn(
  root: string,
  unread: Finding[],
  { path: folder, within }: Folder = { path: '', within: [] },
): AsyncGenerator<string> {
  const real = await realpath(join(root, folder));
  if (within.includes(real)) {
    unread.push({ file: folder, pointer: '', detail: 'is a link to a folder that it lies in' });
    return;
  }
  let entries: Dirent[];
  try {
    entries = await readdir(join(root, folder), { withFileTypes: true });
  } catch (error) {
    unread.push({ file: folder, pointer: '', detail: unreadable(error) });
    return;
  }
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    // Also what is below an ignored folder is ignored.
    if (roleOf(`${path}/any.json`).is === 'ignored') continue;
    if (await leadsToFolder(entry, join(root, path)))
      yield* pathsIn(root, unread, { path, within: [...within, real] });
    else yield path;
  }
}

async function leadsToFolder(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // A link to nothing: reading it says so.
    return false;
  }
}
