/**
 * What each file of a program's directory is for. A file is a document, or it is ignored on purpose, or it is reported:
 * somebody wrote it in the belief that it counts.
 *
 * Ignored: names that begin with a dot or end with `~`, `schemas/` (from `cairn init`), node_modules, Markdown, settings
 * of tools in the root (package.json), and outside the documents' folders all that is not JSON, YAML or TOML.
 */
import { type DocumentKind, documentKinds, documents, isDocumentKind } from '../../../schemas/documents.ts';
import { nearest } from '../did-you-mean.ts';
import type { Weight } from '../finding.ts';

export const SETTINGS = 'program.json';

interface Stray {
  is: 'stray';
  /** Why it is not read. */
  detail: string;
  /** `by-content`: a mistake if it holds what looks like a document. */
  weight: Weight | 'by-content';
  /** The file that it was probably meant to be. */
  meant?: string;
}
export type FileRole =
  | { is: 'settings' | 'ignored' }
  | { is: 'document'; kind: DocumentKind; id: string }
  | Stray;

const IGNORED: FileRole = { is: 'ignored' };
const IGNORED_NAME = /^\.|^~\$|~$|\.md$|^(node_modules|__MACOSX|Thumbs\.db|desktop\.ini)$/i;
const TOOL_SETTINGS = /^(package|package-lock|tsconfig|jsconfig|biome|renovate|composer|deno)\.json$/;
/** Whatever a document may have been written in, also under a second ending such as `.json.txt`. */
const WRITTEN = /\.(json[5cl]?|hjson|ya?ml|toml)(\..*)?$/i;

/** `path` in the directory, with slashes. */
export function roleOf(path: string): FileRole {
  if (path === SETTINGS) return { is: 'settings' };
  const folders = path.split('/');
  const file = folders.pop() ?? '';
  if ([...folders, file].some((part) => IGNORED_NAME.test(part)) || folders[0] === 'schemas') return IGNORED;
  const [folder, ...deeper] = folders;
  if (folder === undefined) return inRoot(file);
  if (isDocumentKind(folder)) return inDocuments(folder, deeper, file);
  return WRITTEN.test(file) ? inOtherFolder(folders, file) : IGNORED;
}

const stray = (weight: Stray['weight'], detail: string, meant?: string): Stray => ({
  is: 'stray',
  detail,
  weight,
  ...(meant !== undefined && { meant }),
});

/** `Welcome.JSON` -> `welcome.json`: ids are lower-case. */
const jsonName = (file: string): string =>
  `${file
    .replace(WRITTEN, '')
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-')}.json`;

function inRoot(file: string): FileRole {
  if (!WRITTEN.test(file) || TOOL_SETTINGS.test(file)) return IGNORED;
  if (nearest(file.replace(WRITTEN, ''), ['program']) || /^program\./i.test(file))
    return stray('mistake', `is not read: the settings of a program are ${SETTINGS}`, SETTINGS);
  if (!/\.json/i.test(file)) return stray('warning', 'is not part of the program');
  return stray('mistake', `is not read: a document lies in the folder of its kind (${folderList})`);
}

const folderList = documentKinds.map((kind) => `${kind}/`).join(', ');

function inDocuments(kind: DocumentKind, deeper: readonly string[], file: string): FileRole {
  const isJson = file.endsWith('.json');
  if (isJson && deeper.length === 0) return { is: 'document', kind, id: file.slice(0, -'.json'.length) };
  const a = documents[kind].singular;
  if (!WRITTEN.test(file)) return stray('warning', `is not read: each ${a} is a file of its own, <id>.json`);
  const meant = `${kind}/${isJson ? file : jsonName(file)}`;
  if (deeper.length)
    return stray('mistake', `is not read: each ${a} lies directly in ${kind}/; move it to ${meant}`, meant);
  const rename = /\.json(\..*)?$/i.test(file) ? 'rename it to' : 'write it as JSON, in';
  return stray('mistake', `is not read: the name of a ${a} ends in .json; ${rename} ${meant}`, meant);
}

function inOtherFolder(folders: readonly string[], file: string): FileRole {
  const inner = folders.findIndex((each) => isDocumentKind(each));
  if (inner > 0)
    return stray(
      'mistake',
      `is not read: ${folders[inner]}/ has to lie directly in the directory of the program, beside ${SETTINGS}`,
    );
  const kind = kindNamed(folders[0] ?? '');
  if (kind) {
    const meant = `${kind}/${jsonName(file)}`;
    return stray('mistake', `is not read: the folder is called ${kind}/; move it to ${meant}`, meant);
  }
  return stray('by-content', `is not part of the program: documents lie in ${folderList}`);
}

/** The kind of document whose folder was probably meant: another case, the singular, or a slip. */
function kindNamed(folder: string): DocumentKind | undefined {
  const names = new Map<string, DocumentKind>(
    documentKinds.flatMap((kind) => [
      [kind, kind],
      [documents[kind].singular, kind],
    ]),
  );
  const plain = folder.toLowerCase();
  return names.get(plain) ?? names.get(nearest(plain, names.keys()) ?? '');
}
