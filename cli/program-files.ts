// A program directory as the files it contains: path -> text.
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isDocumentKind } from '../schemas/documents.ts';
import { Failure } from './output.ts';

/**
 * program.json and the JSON files of the documents' folders; other files in the directory are not part of the program.
 */
export async function readProgramFiles(dir: string): Promise<Record<string, string>> {
  let names: string[];
  try {
    names = await readdir(dir, { recursive: true });
  } catch {
    throw new Failure(`${dir} is not a directory that can be read`, 2);
  }
  const files: Record<string, string> = {};
  for (const name of names.map((each) => each.split(sep).join('/')).sort()) {
    const [folder = '', file, deeper] = name.split('/');
    const belongs =
      name === 'program.json' || (isDocumentKind(folder) && file?.endsWith('.json') && deeper === undefined);
    if (belongs) files[name] = await readFile(join(dir, name), 'utf8');
  }
  return files;
}
