/**
 * A shop's pages on loopback, bundled as a shop would, and before the backend a way through that notes what a browser
 * asked for: a page itself sees nothing of a preflight.
 */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface Asked {
  method: string;
  /** Without the query. */
  path: string;
  query: string;
  headers: IncomingMessage['headers'];
  status: number;
  answer: string;
}

/** How pages name the backend before it has an address. */
export const BACKEND = 'https://events.example.com';

export class BrowserShop {
  /** What reached the backend, preflights included, in order of the answers. */
  readonly asked: Asked[] = [];
  /** What pages complained about in the console, or asked of anybody else. */
  readonly complaints: string[] = [];
  /** How many of the next calls of a path end in 503, by path. */
  readonly outage = new Map<string, number>();
  readonly #scripts = new Map<string, string>();
  readonly #backend: () => string;
  readonly #servers: Server[] = [];
  #browser: Browser | undefined;
  url = '';
  /** Two origins of one site. */
  origins: readonly [string, string] = ['', ''];

  constructor(backend: () => string) {
    this.#backend = backend;
  }

  /** Pages by name, with the source of their script; it imports SDKs and names the backend `${BACKEND}`. */
  async open(pages: Readonly<Record<string, string>>): Promise<void> {
    this.url = await this.#listen((asked, answer) => void this.#passOn(asked, answer));
    for (const [name, source] of Object.entries(pages))
      this.#scripts.set(`/${name}.js`, await bundled(source.replaceAll(BACKEND, this.url)));
    const page = (asked: IncomingMessage, answer: ServerResponse) => this.#servePage(asked, answer);
    this.origins = [await this.#listen(page), await this.#listen(page)];
    this.#browser = await launchChromium();
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  /** A new visitor of the shop: nothing that earlier ones stored is there. */
  async visit(name: string): Promise<Page> {
    const context = await this.#browser?.newContext();
    if (!context) throw new Error('The shop is not open.');
    this.#listenTo(context);
    const page = await context.newPage();
    await page.goto(`${this.origins[0]}/${name}`);
    return page;
  }

  preflights(path: string): Asked[] {
    return this.asked.filter((each) => each.method === 'OPTIONS' && each.path === path);
  }

  posts(path: string): Asked[] {
    return this.asked.filter((each) => each.method === 'POST' && each.path === path);
  }

  #listenTo(context: BrowserContext): void {
    context.on('console', (message) => {
      // What a test causes on purpose is no complaint, and neither is that an SDK is old.
      const expected = /\b503\b|deprecated and no longer maintained/;
      if (message.type() === 'error' && !expected.test(message.text())) this.complaints.push(message.text());
    });
    context.on('weberror', (error) => this.complaints.push(String(error.error())));
    context.on('request', (sent) => {
      const own = [...this.origins, this.url, 'data:', 'blob:'];
      if (!own.some((each) => sent.url().startsWith(each))) this.complaints.push(`asked ${sent.url()}`);
    });
  }

  async #listen(handle: (asked: IncomingMessage, answer: ServerResponse) => void): Promise<string> {
    const server = createServer(handle);
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  #servePage(asked: IncomingMessage, answer: ServerResponse): void {
    const path = asked.url ?? '/';
    const script = this.#scripts.get(path);
    if (script !== undefined) {
      answer.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(script);
      return;
    }
    const own = this.#scripts.has(`${path}.js`) ? `<script src="${path}.js"></script>` : '';
    answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    answer.end(
      `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">${own}</html>`,
    );
  }

  async #passOn(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = '', headers } = asked;
    const [path = '', query = ''] = (asked.url ?? '').split('?');
    const body = await buffer(asked);
    const note = (status: number, text = '') =>
      this.asked.push({ method, path, query, headers, status, answer: text });
    const left = this.outage.get(path) ?? 0;
    if (method === 'POST' && left > 0) {
      this.outage.set(path, left - 1);
      note(503);
      answer.writeHead(503, { 'access-control-allow-origin': headers.origin ?? '*' }).end();
      return;
    }
    const further = request(this.#backend() + asked.url, { method, headers }, async (answered) => {
      const content = await buffer(answered);
      note(answered.statusCode ?? 0, content.toString());
      answer.writeHead(answered.statusCode ?? 502, answered.headers).end(content);
    });
    further.on('error', () => answer.destroy());
    further.end(body);
  }
}

async function bundled(source: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: ROOT },
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}
