// The 404 of a thing of the program: what was asked for, what it may have been meant to be, and what there is.
import { type Problem, problem } from '../../lib/http/problem.ts';
import { type DocumentKind, documents } from '../../schemas/documents.ts';
import { nearest } from '../../schemas/nearest.ts';
import { Slug } from '../../schemas/primitives.ts';
import type { Program } from '../../schemas/program.ts';

const NAMES_SHOWN = 50;

interface Asked {
  kind: DocumentKind;
  id: string;
  /** Where the id stood in the request, if not in its path. */
  pointer?: string;
}

export function missing(program: Program | undefined, { kind, id, pointer }: Asked): Problem {
  if (!program) return unpublished();
  const names = Object.keys(program[kind] ?? {}).sort();
  // Anything may be typed where an id belongs, an address too: only what could be an id is repeated.
  const named = Slug.safeParse(id).success;
  const which = named ? ` "${id}"` : ' of this id';
  const meant = named && names.length > 0 ? `; did you mean "${nearest(id, names)}"?` : '.';
  const detail = `The live program has no ${documents[kind].singular}${which}${meant} ${listed(kind, names)}`;
  return problem(404, { detail, ...(pointer !== undefined && { pointer }) });
}

export const unpublished = (): Problem => problem(404, { detail: 'No program was published yet.' });

function listed(kind: string, names: readonly string[]): string {
  if (names.length === 0) return `It has no ${kind} at all.`;
  const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : '';
  return `Its ${kind}: ${names.slice(0, NAMES_SHOWN).join(', ')}${more}.`;
}
