/**
 * How a route of the operators' API is served: authentication (401), role (403), well-formed request (400), and only
 * then its handler. Nothing of a request is examined before the role, so an error reveals nothing that the caller may
 * not see.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { z } from 'zod';
import { pointerOf } from '../../lib/domain/finding.ts';
import { readJson } from '../../lib/http/body.ts';
import type { Authenticate, Principal } from '../../lib/http/operators-auth.ts';
import { type Problem, problem } from '../../lib/http/problem.ts';
import { may, rolesFor } from '../../lib/http/roles.ts';
import { json, type Route, type Routes } from '../../lib/http/stack.ts';
import type {
  AnswerOf,
  BodyOf,
  OperatorRoute,
  OperatorTable,
  PathOf,
  QueryOf,
} from '../../schemas/api/route.ts';
import type { TraceId } from '../../schemas/primitives.ts';

export interface Call<Path, Query, Body> {
  principal: Principal;
  /** The request's trace, for the logs of everything it causes. */
  trace: TraceId;
  path: Path;
  query: Query;
  body: Body;
}

type Handler<Key extends string, R> = (
  call: Call<PathOf<Key>, QueryOf<R>, BodyOf<R>>,
) => Promise<AnswerOf<R>>;
/**
 * One handler for each route of a table: it receives what the route's schemas accept, and returns what they describe.
 */
export type Handlers<Table extends OperatorTable> = {
  readonly [Key in keyof Table & string]: Handler<Key, Table[Key]>;
};

/** Lambda takes 6 MB; a program directory is far smaller. */
const BODY_BYTES_MAX = 5 * 1024 * 1024;

/** Serves the gateway's events of these routes. */
export function guarded<Table extends OperatorTable>(
  table: Table,
  handlers: Handlers<Table>,
  authenticate: Authenticate,
): Routes {
  const handlerOf = handlers as Readonly<Record<string, (call: never) => Promise<unknown>>>;
  return Object.fromEntries(
    Object.entries<OperatorRoute>(table).map(([key, route]): [string, Route] => [
      key,
      async (event, trace) => {
        const principal = await authenticate(event);
        if (!may(principal.roles, route.duty)) {
          const detail = `This needs one of the roles ${rolesFor(route.duty).join(', ')}.`;
          throw problem(403, { detail, extra: { roles: principal.roles } });
        }
        const call = { principal, trace, ...read(key, route, event) };
        return json(200, await handlerOf[key]?.(call as never));
      },
    ]),
  );
}

function read(key: string, { query, body }: OperatorRoute, event: APIGatewayProxyEventV2) {
  const content = body && (event.body ? readJson(event, BODY_BYTES_MAX) : undefined);
  return {
    path: pathOf(key, event),
    query: query && parsed(query, event.queryStringParameters ?? {}, inQuery),
    body: body && parsed(body, content, inBody),
  };
}

function pathOf(key: string, { pathParameters = {} }: APIGatewayProxyEventV2): Record<string, string> {
  const names = [...key.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, pathParameters[name] ?? '']));
}

function parsed<S extends z.ZodType>(
  schema: S,
  value: unknown,
  wrong: (issues: readonly z.core.$ZodIssue[]) => Problem,
): z.infer<S> {
  const result = schema.safeParse(value);
  if (!result.success) throw wrong(result.error.issues);
  return result.data;
}

/** Validates the parts of a query together, after defaults were filled in. Throws the same 400. */
export const checkQuery = <S extends z.ZodType>(schema: S, value: unknown): z.infer<S> =>
  parsed(schema, value, inQuery);

const detailOf = (issue: z.core.$ZodIssue | undefined): string => issue?.message ?? 'is not valid';

function inBody(issues: readonly z.core.$ZodIssue[]): Problem {
  const errors = issues.map((issue) => ({ pointer: pointerOf(issue.path), detail: detailOf(issue) }));
  return problem(400, { pointer: errors[0]?.pointer, detail: errors[0]?.detail, extra: { errors } });
}

function inQuery(issues: readonly z.core.$ZodIssue[]): Problem {
  const parameter = String(issues[0]?.path[0] ?? '');
  return problem(400, { detail: `${parameter}: ${detailOf(issues[0])}`, extra: { parameter } });
}
