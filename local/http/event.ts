// Between HTTP and Lambda: a request as an API Gateway HTTP API passes it on (payload format 2.0), and a function's
// result as the gateway reads it.

import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  flagAt,
  isObject,
  type Json,
  type JsonObject,
  numberAt,
  objectAt,
  parseJson,
  textAt,
  textsAt,
} from '../template/json.ts';

export interface MatchedRoute {
  key: string;
  parameters: Record<string, string>;
}

export interface EventContext {
  apiId: string;
  account: string;
  now: number;
}

const TEXT = /^(text\/|application\/(json|javascript|xml|[\w.+-]+\+(json|xml))(;|$))/i;

/** Header names in lower case, repeated headers joined by commas, as the gateway does. */
function headersOf(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (name !== 'cookie' && values !== undefined) headers[name] = values.join(',');
  }
  return headers;
}

export function httpEvent(
  request: IncomingMessage,
  { path, query, body }: { path: string; query: string; body: Buffer },
  { key, parameters }: MatchedRoute,
  { apiId, account, now }: EventContext,
): JsonObject {
  const headers = headersOf(request);
  const cookies = (request.headers.cookie ?? '').split(/;\s*/).filter((cookie) => cookie !== '');
  // A text payload is UTF-8; what is not is passed on as binary.
  const encoded =
    headers['content-encoding'] !== undefined ||
    !TEXT.test(headers['content-type'] ?? 'text/plain') ||
    !isUtf8(body);
  const queries = queryOf(query);
  const host = request.headers.host ?? '127.0.0.1';
  return {
    version: '2.0',
    routeKey: key,
    rawPath: path,
    rawQueryString: query,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers,
    ...(Object.keys(queries).length > 0 ? { queryStringParameters: queries } : {}),
    requestContext: {
      accountId: account,
      apiId,
      domainName: host,
      domainPrefix: apiId,
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: key,
      stage: '$default',
      time: new Date(now).toUTCString(),
      timeEpoch: Math.floor(now),
    },
    ...(Object.keys(parameters).length > 0 ? { pathParameters: parameters } : {}),
    ...(body.length > 0 ? { body: body.toString(encoded ? 'base64' : 'utf8') } : {}),
    isBase64Encoded: encoded && body.length > 0,
  };
}

function queryOf(query: string): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const before = result[name];
    result[name] = before === undefined ? value : `${before},${value}`;
  }
  return result;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/** A result without a statusCode is the body of a 200, as payload format 2.0 specifies. */
export function httpAnswer(payload: string | undefined): HttpAnswer {
  const result: Json = payload === undefined ? null : parseJson(payload);
  if (!isObject(result) || result.statusCode === undefined) {
    const body = typeof result === 'string' ? result : JSON.stringify(result ?? null);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
  }
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(objectAt(result.headers)))
    headers[name.toLowerCase()] = textAt(value) ?? '';
  for (const [name, values] of Object.entries(objectAt(result.multiValueHeaders))) {
    headers[name.toLowerCase()] = textsAt(values);
  }
  const cookies = textsAt(result.cookies);
  if (cookies.length > 0) headers['set-cookie'] = cookies;
  headers['content-type'] ??= 'text/plain;charset=UTF-8';
  const encoding = flagAt(result.isBase64Encoded) ? 'base64' : 'utf8';
  return {
    status: numberAt(result.statusCode) ?? 200,
    headers,
    body: Buffer.from(textAt(result.body) ?? '', encoding),
  };
}
