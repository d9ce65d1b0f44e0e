// Stands between the functions and the emulators: every SDK request passes through it, and its handler decides what
// is passed on and what is returned. Benchmarks use it to count, the integration tests to check permissions.

import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Endpoints } from './functions/environment.ts';
import { closeServer, listen, readBody } from './wire.ts';

export interface RelayRequest {
  method: string;
  /** With its query string. */
  path: string;
  headers: IncomingHttpHeaders;
  /** Queues are named by their real URLs. */
  body: Buffer;
}

export interface RelayAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/**
 * `pass` calls the emulator, with another body where one is given: no signature covers the body, and the emulators do
 * not check signatures.
 */
export type RelayHandler = (
  asked: RelayRequest,
  pass: (body?: Buffer) => Promise<RelayAnswer>,
) => Promise<RelayAnswer>;

export class Relay {
  #handler: RelayHandler;
  #servers: Server[] = [];
  #agent = new Agent({ keepAlive: true });

  constructor(handler: RelayHandler) {
    this.#handler = handler;
  }

  async open(emulators: Endpoints): Promise<Endpoints> {
    const { dynamodb, queues, services } = emulators;
    return {
      dynamodb: await this.#before(dynamodb),
      queues: await this.#before(queues),
      services: await this.#before(services),
    };
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await Promise.all(this.#servers.map(closeServer));
  }

  async #before(url: string): Promise<string> {
    let own = '';
    const server = createServer((incoming, answer) => void this.#take(url, own, incoming, answer));
    server.keepAliveTimeout = 60_000;
    this.#servers.push(server);
    own = `http://127.0.0.1:${await listen(server)}`;
    return own;
  }

  async #take(url: string, own: string, incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    try {
      const { method = 'GET', url: path = '/', headers } = incoming;
      const asked = {
        method,
        path,
        headers,
        body: withRealUrls(headers, await readBody(incoming), own, url),
      };
      const {
        status,
        headers: answered,
        body,
      } = await this.#handler(asked, (other = asked.body) => this.#pass(url, asked, other));
      answer.writeHead(status, { ...answered, 'content-length': String(body.length) });
      answer.end(body);
    } catch (error) {
      answer.writeHead(502).end(error instanceof Error ? error.message : '');
    }
  }

  async #pass(url: string, asked: RelayRequest, body: Buffer): Promise<RelayAnswer> {
    const { method, path } = asked;
    const headers = { ...asked.headers, 'content-length': String(body.length) };
    const answered = await new Promise<IncomingMessage>((resolve, reject) => {
      const out = request(new URL(path, url), { method, headers, agent: this.#agent }, resolve);
      out.once('error', reject);
      out.end(body);
    });
    const { 'transfer-encoding': _, connection: __, ...kept } = answered.headers;
    return { status: answered.statusCode ?? 502, headers: kept, body: await readBody(answered) };
  }
}

/** Functions know a queue by the relay's address. */
function withRealUrls(headers: IncomingHttpHeaders, body: Buffer, own: string, url: string): Buffer {
  const ofQueues = String(headers['x-amz-target'] ?? '').startsWith('AmazonSQS.');
  return ofQueues ? Buffer.from(body.toString().replaceAll(own, url)) : body;
}

/** The access key that a request is signed with; every function has its own. */
export function callerOf({ headers }: RelayRequest): string {
  return /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
}
