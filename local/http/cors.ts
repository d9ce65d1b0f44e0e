// CORS as an HTTP API does it from its own configuration: it answers preflights itself and sets the headers on every
// response to a request from an allowed origin, whatever the function set.

import type { CorsSpec } from '../template/inventory.ts';

export type CorsHeaders = Record<string, string>;

export function allowedOrigin(cors: CorsSpec | undefined, origin: string | undefined): string | undefined {
  if (cors === undefined || origin === undefined) return undefined;
  if (cors.origins.includes('*')) return cors.credentials ? origin : '*';
  const fits = cors.origins.some(
    (allowed) => allowed === origin || (allowed.endsWith('://*') && origin.startsWith(allowed.slice(0, -1))),
  );
  return fits ? origin : undefined;
}

export function corsHeaders(cors: CorsSpec | undefined, origin: string | undefined): CorsHeaders {
  const allowed = allowedOrigin(cors, origin);
  if (cors === undefined || allowed === undefined) return {};
  return {
    'access-control-allow-origin': allowed,
    ...(cors.credentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.exposed.length > 0 ? { 'access-control-expose-headers': cors.exposed.join(',') } : {}),
  };
}

/** The response to a preflight: 204 in any case, with permissions only for what the configuration allows. */
export function preflightHeaders(
  cors: CorsSpec,
  origin: string | undefined,
  method: string | undefined,
): CorsHeaders {
  const headers = corsHeaders(cors, origin);
  const fits = method !== undefined && (cors.methods.includes(method) || cors.methods.includes('*'));
  if (headers['access-control-allow-origin'] === undefined || !fits) return {};
  return {
    ...headers,
    'access-control-allow-methods': cors.methods.join(','),
    'access-control-allow-headers': cors.headers.join(','),
    ...(cors.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(cors.maxAgeSeconds) }),
  };
}
