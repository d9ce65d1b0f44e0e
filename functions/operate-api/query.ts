/**
 * The query of an operators' request. A parameter that a route does not have, one without a value and one given twice
 * are refused: ignored, each would answer another question than the one that was asked.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { z } from 'zod';
import { pointerOf } from '../../lib/domain/finding.ts';
import { cursorOf, positionOf } from '../../lib/http/cursor.ts';
import { type Problem, problem } from '../../lib/http/problem.ts';
import { nearest } from '../../schemas/nearest.ts';

interface Mistake {
  parameter: string;
  detail: string;
}

/** Validates a query, or its parts together after defaults were filled in. Throws a 400 that names each parameter. */
export function checkQuery<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw refused(
    result.error.issues.map(({ path, message }) => ({ parameter: String(path[0] ?? ''), detail: message })),
  );
}

/** What the route's schema makes of the query; a cursor is replaced by its position. `list`: of the cursor. */
export function readQuery(
  schema: z.ZodObject | undefined,
  event: APIGatewayProxyEventV2,
  list: string,
): Record<string, unknown> | undefined {
  const given = event.queryStringParameters ?? {};
  const known = Object.keys(schema?.shape ?? {});
  const mistakes = [...mistakesIn(given, known), ...repeated(event.rawQueryString)];
  if (mistakes.length > 0) throw refused(mistakes);
  if (!schema) return undefined;
  const query = checkQuery(schema, given);
  const { cursor } = query;
  if (typeof cursor !== 'string') return query;
  const position = positionOf(list, cursor);
  if (position === undefined) throw refused([{ parameter: 'cursor', detail: UNREAD }]);
  return { ...query, cursor: position };
}

const UNREAD =
  'is not one that this list gave: take it from the response before, or leave it out to begin at the first page';

/** A response whose position, if there is a next page, is the cursor that callers send. */
export function withCursor(schema: z.ZodObject | undefined, list: string, answer: unknown): unknown {
  const paged = schema && 'cursor' in schema.shape && typeof answer === 'object' && answer !== null;
  if (!paged || !('cursor' in answer) || typeof answer.cursor !== 'string') return answer;
  return { ...answer, cursor: cursorOf(list, answer.cursor) };
}

function mistakesIn(
  given: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): Mistake[] {
  return Object.entries(given).flatMap(([parameter, value]) => {
    if (!known.includes(parameter)) return { parameter, detail: unknown(parameter, known) };
    return value === '' ? { parameter, detail: 'has no value: give it one, or leave it out' } : [];
  });
}

function unknown(parameter: string, known: readonly string[]): string {
  if (known.length === 0) return 'is no parameter of this route, which has none';
  return `is no parameter of this route; did you mean ${nearest(parameter, known)}? It has: ${known.join(', ')}`;
}

/** The gateway joins repeated parameters by commas, so they are seen in the text alone. */
function repeated(text = ''): Mistake[] {
  const names = [...new URLSearchParams(text).keys()];
  const twice = new Set(names.filter((name, at) => names.indexOf(name) !== at));
  return [...twice].map((parameter) => ({ parameter, detail: 'is given more than once: give it once' }));
}

function refused(mistakes: readonly Mistake[]): Problem {
  const errors = mistakes.map(({ parameter, detail }) => ({
    pointer: pointerOf([parameter]),
    detail: `${parameter}: ${detail}`,
  }));
  const [first] = errors;
  return problem(400, { ...first, extra: { parameter: mistakes[0]?.parameter, errors } });
}
