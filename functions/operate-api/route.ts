/**
 * How a route of the operators' API is served: authentication (401), role (403), well-formed request (400), and only
 * then its handler. Nothing of a request is examined before the role, so an error reveals nothing that the caller may
 * not see.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { pointerOf } from '../../lib/domain/finding.ts';
import { readJson } from '../../lib/http/body.ts';
import type { Authenticate, Principal } from '../../lib/http/operators-auth.ts';
import { problem } from '../../lib/http/problem.ts';
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
import { withLongAddresses } from './long-address.ts';
import { readQuery, withCursor } from './query.ts';

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
  const routes = Object.fromEntries(
    Object.entries<OperatorRoute>(table).map(([key, route]): [string, Route] => [
      key,
      async (event, trace) => {
        const principal = await authenticate(event);
        if (!may(principal.roles, route.duty)) {
          const detail = `This needs one of the roles ${rolesFor(route.duty).join(', ')}.`;
          throw problem(403, { detail, extra: { roles: principal.roles } });
        }
        const path = pathOf(key, event);
        const list = JSON.stringify([key, path]);
        const query = readQuery(route.query, event, list);
        const call = { principal, trace, path, query, body: readBody(route, event) };
        return json(200, withCursor(route.query, list, await handlerOf[key]?.(call as never)));
      },
    ]),
  );
  return { ...routes, ...withLongAddresses(routes) };
}

function readBody({ body }: OperatorRoute, event: APIGatewayProxyEventV2): unknown {
  if (!body) return undefined;
  const result = body.safeParse(event.body ? readJson(event, BODY_BYTES_MAX) : undefined);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({
    pointer: pointerOf(path),
    detail: message,
  }));
  throw problem(400, { ...errors[0], extra: { errors } });
}

function pathOf(key: string, { pathParameters = {} }: APIGatewayProxyEventV2): Record<string, string> {
  const names = [...key.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, pathParameters[name] ?? '']));
}
