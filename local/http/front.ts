// The port for people and SDKs: the template's HTTP API, and beside it the local routes under /_local/.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { CloudClock } from '../clock.ts';
import type { Outcome } from '../functions/protocol.ts';
import type { CorsSpec, RouteSpec } from '../template/inventory.ts';
import { closeServer, listen, readBody, sendJson, WireError } from '../wire.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import { type HttpAnswer, httpAnswer, httpEvent } from './event.ts';
import { type Match, routeTable } from './routes.ts';

export interface Api {
  routes: readonly RouteSpec[];
  cors: CorsSpec | undefined;
  account: string;
  clock: CloudClock;
  invoke: (functionArn: string, event: unknown) => Promise<Outcome>;
  /** Exchanges a local bearer token for a real one. */
  exchange: (authorization: string | undefined) => Promise<string | undefined>;
  /** Handles the routes under /_local/. */
  local: (request: IncomingMessage, url: URL, body: Buffer) => Promise<unknown>;
}

const BODY_BYTES_MAX = 10 * 1024 * 1024;

export class Front {
  #server: Server;
  #api: Api | undefined;
  #table: ((method: string, path: string) => Match | undefined) | undefined;
  port = 0;

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.keepAliveTimeout = 60_000;
  }

  /** Takes the port first, because the template's parameters name it. Until serve(), requests get 503. */
  async listen(port: number): Promise<void> {
    this.port = await listen(this.#server, port);
  }

  serve(api: Api): void {
    this.#api = api;
    this.#table = routeTable(api.routes);
  }

  stop(): Promise<void> {
    return closeServer(this.#server);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const api = this.#api;
    try {
      if (api === undefined) throw new WireError(503, 'Starting', 'Service Unavailable');
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      if (url.pathname.startsWith('/_local/')) {
        sendJson(response, 200, await api.local(request, url, await readBody(request, BODY_BYTES_MAX)));
        return;
      }
      await this.#answerApi(api, request, response);
    } catch (error) {
      const [status, code] = error instanceof WireError ? [error.status, error.code] : [500, 'InternalError'];
      const message = error instanceof Error ? error.message : String(error);
      const local = request.url?.startsWith('/_local/') === true;
      const body = local ? { type: 'about:blank', title: code, status, detail: message } : { message };
      const headers: Record<string, string> = local ? { 'content-type': 'application/problem+json' } : {};
      if (!response.headersSent) sendJson(response, status, body, headers);
    }
  }

  async #answerApi(api: Api, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [rawPath = '/', ...rest] = (request.url ?? '/').split('?');
    const origin = request.headers.origin;
    if (request.method === 'OPTIONS' && api.cors !== undefined && origin !== undefined) {
      const asked = request.headers['access-control-request-method'];
      response.writeHead(204, preflightHeaders(api.cors, origin, asked)).end();
      return;
    }
    const path = decoded(rawPath);
    const match = this.#table?.(request.method ?? 'GET', path);
    if (match === undefined) throw new WireError(404, 'NotFound', 'Not Found');
    const body = await readBody(request, BODY_BYTES_MAX);
    const authorization = await api.exchange(request.headers.authorization);
    if (authorization !== undefined) request.headersDistinct.authorization = [authorization];
    const context = { apiId: match.apiId, account: api.account, now: api.clock.now() };
    const outcome = await api.invoke(
      match.functionArn,
      httpEvent(request, { path, query: rest.join('?'), body }, match, context),
    );
    const { status, headers, body: content } = answerOf(outcome);
    response.writeHead(status, { ...headers, ...corsHeaders(api.cors, origin) });
    response.end(request.method === 'HEAD' ? undefined : content);
  }
}

/** The gateway's own responses where the function gave none. */
function answerOf(outcome: Outcome): HttpAnswer {
  if (outcome.ok) return httpAnswer(outcome.payload);
  const late = outcome.error.errorType === 'Sandbox.Timedout';
  const message = late ? 'Service Unavailable' : 'Internal Server Error';
  const headers = { 'content-type': 'application/json' };
  return { status: late ? 503 : 500, headers, body: Buffer.from(JSON.stringify({ message })) };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new WireError(400, 'BadRequest', 'Bad Request');
  }
}
