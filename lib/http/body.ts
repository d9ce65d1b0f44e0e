/**
 * The body of a request as SDKs and browsers send it: base64 from the gateway, gzip (bounded, so that a small body cannot
 * become a large one), text/plain, and JSON that a form or a beacon declares to be form-typed.
 */
import { isUtf8 } from 'node:buffer';
import { gunzipSync, inflateSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { parseExactly } from '../domain/intake/exact-json.ts';
import { problem } from './problem.ts';

/** The body's bytes, unzipped. Throws a 400 if they cannot be read or exceed `bytesMax`. */
export function readBytes(event: APIGatewayProxyEventV2, bytesMax: number): Buffer {
  const raw = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const encoding = header(event, 'content-encoding')?.trim().toLowerCase() ?? '';
  const bytes = unzip(raw, encoding, bytesMax);
  if (bytes.length > bytesMax) throw tooLarge(bytesMax);
  return bytes;
}

function unzip(raw: Buffer, encoding: string, bytesMax: number): Buffer {
  const zipped = raw[0] === 0x1f && raw[1] === 0x8b;
  try {
    // Some clients zip without declaring it. JSON never begins with these bytes.
    if (zipped || encoding === 'gzip' || encoding === 'x-gzip')
      return gunzipSync(raw, { maxOutputLength: bytesMax });
    if (encoding === 'deflate') return inflateSync(raw, { maxOutputLength: bytesMax });
  } catch (error) {
    if (error instanceof RangeError || (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(bytesMax);
    }
    throw problem(400, {
      title: 'Body cannot be unzipped',
      detail: 'The body says it is zipped and cannot be unzipped.',
      pointer: '',
    });
  }
  if (encoding === '' || encoding === 'identity' || encoding === 'utf-8') return raw;
  throw problem(400, {
    title: 'Unknown encoding',
    detail: 'The content-encoding is gzip, deflate or none.',
    pointer: '',
  });
}

function tooLarge(bytesMax: number) {
  return problem(400, {
    title: 'Body too large',
    detail: `The body has more than ${Math.floor(bytesMax / 1024)} KB, counted unzipped. Send less at a time.`,
    pointer: '',
  });
}

/** The body as JSON, whatever its content type. Throws a 400 that never quotes the body. */
export function readJson(event: APIGatewayProxyEventV2, bytesMax: number): unknown {
  const text = textOf(event, readBytes(event, bytesMax))
    .replace(/^\uFEFF/, '')
    .trim();
  if (text === '')
    throw problem(400, {
      title: 'Body missing',
      detail: 'The body is empty; it is to be JSON.',
      pointer: '',
    });
  const parsed = parse(text) ?? (isForm(event) ? parseForm(text) : undefined);
  if (parsed === undefined) {
    throw problem(400, {
      title: 'Body is not JSON',
      detail: 'The body cannot be read as JSON.',
      pointer: '',
    });
  }
  return parsed;
}

/** UTF-8 and its subset. JSON is nothing else (RFC 8259). */
const CHARSETS: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);

/** Other bytes would become U+FFFD, and different ids and addresses the same one. */
function textOf(event: APIGatewayProxyEventV2, bytes: Buffer): string {
  const declared = /;\s*charset\s*=\s*["']?([^\s;"']+)/i.exec(header(event, 'content-type') ?? '')?.[1];
  if (isUtf8(bytes) && (declared === undefined || CHARSETS.has(declared.toLowerCase())))
    return bytes.toString('utf8');
  throw notUtf8();
}

function notUtf8() {
  return problem(400, {
    title: 'Body is not UTF-8',
    detail: 'The body is not UTF-8, or its content-type declares another charset. Send JSON as UTF-8.',
    pointer: '',
  });
}

function parse(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return undefined;
  }
}

function isForm(event: APIGatewayProxyEventV2): boolean {
  return (
    header(event, 'content-type')?.toLowerCase().startsWith('application/x-www-form-urlencoded') ?? false
  );
}

/** JSON percent-encoded as the whole form, or in its field `data`, plain or base64. */
function parseForm(text: string): unknown {
  const form = new URLSearchParams(text);
  const data = form.get('data') ?? form.keys().next().value ?? '';
  const decoded = Buffer.from(data.replace(/ /g, '+'), 'base64');
  return parse(data) ?? (isUtf8(decoded) ? parse(decoded.toString('utf8')) : undefined);
}

/** A header by its lower-case name; the gateway lowers names, other callers may not. */
export function header(event: APIGatewayProxyEventV2, name: string): string | undefined {
  const headers = event.headers ?? {};
  return headers[name] ?? Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}
