// The text of a program's file: its JSON, what is wrong with it as JSON, and where in the text a pointer leads.
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Json } from '../../../schemas/primitives.ts';
import { type Finding, pathOfPointer, pointerOf } from '../finding.ts';

/** Both from 1; a column counts UTF-16 units, as editors do. */
export interface Place {
  line: number;
  column: number;
}

export interface Source {
  /** Undefined: it is not JSON. */
  content: Json | undefined;
  findings: Finding[];
  /** Of the value, or of the nearest object around a value that is missing. */
  placeOf(pointer: string): Place | undefined;
}

export function readSource(file: string, written: string): Source {
  // Editors of Windows begin a file with a byte order mark.
  const text = written.replace(/^\uFEFF/, '');
  const at = (offset: number): Place => placeAt(text, offset);
  const refused = (findings: Finding[]): Source => ({
    content: undefined,
    findings,
    placeOf: () => undefined,
  });
  if (text.trim() === '') return refused([{ file, pointer: '', detail: 'is empty: it takes a JSON object' }]);
  let content: Json;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const mistakes = mistakesIn(text, (error as Error).message);
    return refused(
      mistakes.map(({ detail, offset }) => ({
        file,
        pointer: '',
        detail: `is not JSON: ${detail}`,
        ...(offset !== undefined && at(offset)),
      })),
    );
  }
  const tree = treeOf(text);
  if (!tree) return refused([{ file, pointer: '', detail: 'is nested too deeply to be read' }]);
  return {
    content,
    findings: [...repeatedKeys(tree)].map(({ path, offset }) => ({
      file,
      pointer: pointerOf(path),
      detail: `"${String(path.at(-1))}" is written twice here: only the last one would count`,
      ...at(offset),
    })),
    placeOf: (pointer) => at(nodeAt(tree, pathOfPointer(pointer)).offset),
  };
}

/** Undefined: there are more levels than the stack has room for. */
function treeOf(text: string, errors: ParseError[] = []): Node | undefined {
  try {
    return parseTree(text, errors, { disallowComments: true });
  } catch {
    return undefined;
  }
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

interface Mistake {
  detail: string;
  offset?: number;
}

/** The first mistake, since what follows may be its consequence, or every comment. */
function mistakesIn(text: string, fallback: string): Mistake[] {
  const errors: ParseError[] = [];
  treeOf(text, errors);
  const named = errors.map(({ error, offset }) => ({ name: printParseErrorCode(error), offset }));
  const comments = named.filter(({ name }) => name === 'InvalidCommentToken');
  if (comments.length) return comments.map(({ offset }) => ({ detail: COMMENT, offset }));
  const [first] = named;
  if (!first) return [{ detail: fallback }];
  const comma = strayComma(text, first.offset);
  if (comma !== undefined) return [{ detail: STRAY_COMMA, offset: comma }];
  return [{ detail: WORDS[first.name] ?? fallback, offset: first.offset }];
}

const COMMENT = 'comments are not allowed; what is worth saying has a place in "description"';
const STRAY_COMMA = 'no comma may stand before a closing bracket: remove it';

/** The comma before the closing bracket at which the parser stumbled. */
function strayComma(text: string, offset: number): number | undefined {
  const before = text.slice(0, offset).trimEnd();
  return before.endsWith(',') && /^\s*[\]}]/.test(text.slice(offset)) ? before.length - 1 : undefined;
}

const QUOTES = 'names and texts stand in straight double quotation marks ("...")';
const WORDS: Readonly<Record<string, string>> = {
  InvalidSymbol: QUOTES,
  PropertyNameExpected: QUOTES,
  ValueExpected: 'a value is missing here',
  ColonExpected: 'a colon is missing after the name',
  CommaExpected: 'a comma is missing before this',
  CloseBraceExpected: 'a closing } is missing',
  CloseBracketExpected: 'a closing ] is missing',
  EndOfFileExpected: 'the file has to end after its first object',
  UnexpectedEndOfString: 'this text has no closing quotation mark on its line',
  UnexpectedEndOfNumber: 'this number is not complete',
  UnexpectedEndOfComment: COMMENT,
  InvalidNumberFormat: 'this is not a number',
  InvalidUnicode: 'four hexadecimal digits follow \\u',
  InvalidEscapeCharacter: 'a backslash in a text is written \\\\',
  InvalidCharacter: 'a line break in a text is written \\n, a tab \\t',
};

interface Repeated {
  path: PropertyKey[];
  offset: number;
}

function* repeatedKeys(node: Node, path: readonly PropertyKey[] = []): Generator<Repeated> {
  const seen = new Set<string>();
  for (const [index, child] of (node.children ?? []).entries()) {
    const [key, value] = node.type === 'object' ? (child.children ?? []) : [undefined, child];
    const step = key ? String(key.value) : index;
    if (key && seen.has(String(key.value))) yield { path: [...path, step], offset: key.offset };
    if (key) seen.add(String(key.value));
    if (value) yield* repeatedKeys(value, [...path, step]);
  }
}

/** The node at the path, or the last one on the way to it. */
function nodeAt(root: Node, path: readonly string[]): Node {
  let node = root;
  for (const part of path) {
    const next =
      node.type === 'array'
        ? node.children?.[Number(part)]
        : node.children?.findLast(({ children }) => children?.[0]?.value === part)?.children?.[1];
    if (!next) return node;
    node = next;
  }
  return node;
}
