/**
 * Which write key a request has. A header takes precedence over the query, where beacons have it, and that over the
 * body, which is read last.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { isObject } from '../../lib/domain/intake/plain-json.ts';
import { header, readJson } from '../../lib/http/body.ts';
import { problem } from '../../lib/http/problem.ts';
import type { WriteKey, WriteKeys } from '../../lib/ports/write-keys.ts';

/** The key, whose scope limits what the body may contain, and the body. */
export async function authorize(event: APIGatewayProxyEventV2, bytesMax: number, writeKeys: WriteKeys) {
  const given = keyBesideBody(event);
  if (given !== undefined) {
    const key = await known(given, writeKeys);
    refuseServerKeyInUrl(event, key);
    return { key, body: readJson(event, bytesMax) };
  }
  const body = readJson(event, bytesMax);
  return { key: await known(keyInBody(body), writeKeys), body };
}

/** The key of a request that has no body. */
export function keyBesideBody(event: APIGatewayProxyEventV2): string | undefined {
  return basicUser(event) ?? keyInQuery(event);
}

async function known(given: string | undefined, writeKeys: WriteKeys): Promise<WriteKey> {
  const key = given === undefined ? undefined : await writeKeys.find(given);
  if (key) return key;
  const detail =
    given === undefined
      ? 'No write key: send it as the user name of a Basic header, or as "writeKey" in the body.'
      : 'The write key is not known.';
  throw problem(401, { detail });
}

/** Proxies and browsers keep addresses: a browser key is public anyway, a server key is not. */
function refuseServerKeyInUrl(event: APIGatewayProxyEventV2, key: WriteKey): void {
  if (basicUser(event) !== undefined || key.scope === 'browser') return;
  throw problem(403, {
    detail: 'A server key in a URL can be read in logs: send it as the user name of a Basic header.',
  });
}

/** `Basic base64(key:)`; another scheme or an empty name is not a key. */
function basicUser(event: APIGatewayProxyEventV2): string | undefined {
  const match = /^basic\s+(\S+)\s*$/i.exec(header(event, 'authorization') ?? '');
  const user = Buffer.from(match?.[1] ?? '', 'base64')
    .toString('utf8')
    .split(':', 1)[0];
  return user || undefined;
}

function keyInQuery({ queryStringParameters }: APIGatewayProxyEventV2): string | undefined {
  return queryStringParameters?.['writeKey'] || undefined;
}

function keyInBody(body: unknown): string | undefined {
  if (!isObject(body)) return undefined;
  const batch: unknown = body['batch'];
  const first: unknown = Array.isArray(batch) ? batch[0] : undefined;
  const key = body['writeKey'] ?? (isObject(first) ? first['writeKey'] : undefined);
  return typeof key === 'string' && key !== '' ? key : undefined;
}
