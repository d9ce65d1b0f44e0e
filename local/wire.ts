// HTTP on 127.0.0.1 for emulators that speak AWS's JSON protocols: bodies in, JSON out, errors in the form the SDKs read.

import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Json, type JsonObject, objectAt, parseJson } from './template/json.ts';

/** An error response of a service: the SDK turns `code` into the exception of that name. */
export class WireError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: JsonObject;

  constructor(status: number, code: string, message: string, fields: JsonObject = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

export async function readBody(request: IncomingMessage, bytesMax = 11 * 1024 * 1024): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > bytesMax) throw new WireError(413, 'RequestEntityTooLarge', 'Request Entity Too Large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export interface WireRequest {
  method: string;
  path: string;
  /** Service and action of the JSON protocols, such as AWSEvents.PutEvents. */
  target: string;
  body: JsonObject;
}

export type WireHandler = (request: WireRequest) => Json | Promise<Json>;

/** Listens on a free port of 127.0.0.1. */
export async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

export async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

export async function startWireServer(
  handler: WireHandler,
): Promise<{ port: number; stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    void answer(handler, request, response);
  });
  server.keepAliveTimeout = 60_000;
  const port = await listen(server);
  return { port, stop: () => closeServer(server) };
}

async function answer(
  handler: WireHandler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = { 'x-amzn-requestid': randomUUID() };
  try {
    const text = (await readBody(request)).toString();
    const body = objectAt(text === '' ? {} : parseJson(text));
    const target = String(request.headers['x-amz-target'] ?? '');
    const path = (request.url ?? '/').replace(/\?.*$/s, '');
    sendJson(response, 200, await handler({ method: request.method ?? 'GET', path, target, body }), headers);
  } catch (error) {
    const known = error instanceof WireError;
    const [status, code] = known ? [error.status, error.code] : [500, 'InternalFailure'];
    const message = error instanceof Error ? error.message : String(error);
    const fields = known ? error.fields : {};
    sendJson(
      response,
      status,
      { __type: code, message, Message: message, ...fields },
      { ...headers, 'x-amzn-errortype': code },
    );
  }
}
