/**
 * What a route of the HTTP API declares. The gateway, its handler, OpenAPI, docs/reference/http.md and the command
 * line's calls are derived from it; the handler may respond with nothing else.
 */
import type * as z from 'zod';

export type RouteKey = `${'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'} /${string}`;

/** What an operators' route requires of the caller; lib/http/roles.ts defines which roles have it. */
export type Duty =
  /** Read the program, budgets, reports, profiles (sealed values masked), quarantine. */
  | 'read'
  /** Change and publish the program, release quarantined items. */
  | 'edit'
  /** Approve and revert the guard's decisions, raise or lower a budget. */
  | 'money'
  /** Create, rotate and revoke the write keys of integrations. */
  | 'keys';

export interface OperatorRoute {
  duty: Duty;
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  answer: z.ZodType;
}
/** By key, as the gateway writes it: `GET /v1/journeys/{id}`. */
export type OperatorTable = Readonly<Record<RouteKey, OperatorRoute>>;

/** A route that is not an operators' route. */
export interface PublicRoute {
  who: 'write key' | 'anyone with the link' | 'anyone';
  summary: string;
  body?: z.ZodType;
  /** Absent: a page, a picture or a redirect. */
  answer?: z.ZodType;
}
export type PublicTable = Readonly<Record<RouteKey, PublicRoute>>;

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;
/** The parameters in the braces of a route's path, by name. */
export type PathOf<Key extends string> = { [Name in NamesIn<Key>]: string };
export type QueryOf<R> = R extends { query: infer Q extends z.ZodType } ? z.infer<Q> : undefined;
export type BodyOf<R> = R extends { body: infer B extends z.ZodType } ? z.infer<B> : undefined;
export type AnswerOf<R> = R extends { answer: infer A extends z.ZodType } ? z.infer<A> : never;
