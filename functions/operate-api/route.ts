/**
 * What a route of the operators' API is made of, and the order in which each is answered: who is it (401), may they (403),
 * does it exist yet (501), is the request well-formed (400), and only then what it does. Nothing of a request is looked at
 * before the role, so nobody learns from an error what they may not see.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { z } from 'zod';
import { pointerOf } from '../../lib/domain/finding.ts';
import { readJson } from '../../lib/http/body.ts';
import type { Authenticate, Principal } from '../../lib/http/operators-auth.ts';
import { type Problem, problem } from '../../lib/http/problem.ts';
import { type Duty, may, rolesFor } from '../../lib/http/roles.ts';
import { json, type Route, type Routes } from '../../lib/http/stack.ts';
import type { TraceId } from '../../schemas/primitives.ts';

export interface Call<Q, B> {
  principal: Principal;
  /** Of the request, for the logs of all that comes of it. */
  trace: TraceId;
  /** From the path's braces. */
  path: Readonly<Record<string, string>>;
  query: Q;
  body: B;
}

export interface RouteDescription {
  /** As the gateway writes it: `GET /v1/journeys/{id}`. */
  key: string;
  duty: Duty;
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  answer?: z.ZodType;
}

export interface OperatorRoute extends RouteDescription {
  /** Absent: the name is kept for what is not there yet. */
  run?: (event: APIGatewayProxyEventV2, principal: Principal, trace: TraceId) => Promise<unknown>;
}

/** Lambda takes 6 MB; a program directory is far smaller. */
const BODY_BYTES_MAX = 5 * 1024 * 1024;

type Described<Q extends z.ZodObject, B extends z.ZodType> = RouteDescription & { query?: Q; body?: B };

/** A route that is there: `run` gets what its schemas let through. */
export function route<Q extends z.ZodObject, B extends z.ZodType>(
  described: Described<Q, B>,
  run: (call: Call<z.infer<Q>, z.infer<B>>) => Promise<unknown>,
): OperatorRoute {
  return {
    ...described,
    run: async (event, principal, trace) => {
      const query = parsed<z.infer<Q>>(described.query, event.queryStringParameters ?? {}, inQuery);
      const content = described.body && (event.body ? readJson(event, BODY_BYTES_MAX) : undefined);
      const body = parsed<z.infer<B>>(described.body, content, inBody);
      return run({ principal, trace, path: pathOf(event), query, body });
    },
  };
}

/** The gateway's table of these routes. */
export function guarded(routes: readonly OperatorRoute[], authenticate: Authenticate): Routes {
  return Object.fromEntries(routes.map((each): [string, Route] => [each.key, guard(each, authenticate)]));
}

function guard({ duty, run, key }: OperatorRoute, authenticate: Authenticate): Route {
  return async (event, trace) => {
    const principal = await authenticate(event);
    if (!may(principal.roles, duty)) {
      const detail = `This needs one of the roles ${rolesFor(duty).join(', ')}.`;
      throw problem(403, { detail, extra: { roles: principal.roles } });
    }
    if (!run) throw problem(501, { detail: `${key} is not there yet.` });
    return json(200, await run(event, principal, trace));
  };
}

function pathOf(event: APIGatewayProxyEventV2): Record<string, string> {
  const entries = Object.entries(event.pathParameters ?? {});
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function parsed<T>(
  schema: z.ZodType | undefined,
  value: unknown,
  wrong: (issues: readonly z.core.$ZodIssue[]) => Problem,
): T {
  if (!schema) return undefined as T;
  const result = schema.safeParse(value);
  if (!result.success) throw wrong(result.error.issues);
  return result.data as T;
}

/** What a query says together, after its parts were filled in. Throws the same 400. */
export function checkQuery<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  return parsed<z.infer<S>>(schema, value, inQuery);
}

const detailOf = (issue: z.core.$ZodIssue | undefined): string => issue?.message ?? 'is not valid';

function inBody(issues: readonly z.core.$ZodIssue[]): Problem {
  const errors = issues.map((issue) => ({ pointer: pointerOf(issue.path), detail: detailOf(issue) }));
  return problem(400, { pointer: errors[0]?.pointer, detail: errors[0]?.detail, extra: { errors } });
}

function inQuery(issues: readonly z.core.$ZodIssue[]): Problem {
  const parameter = String(issues[0]?.path[0] ?? '');
  return problem(400, { detail: `${parameter}: ${detailOf(issues[0])}`, extra: { parameter } });
}
