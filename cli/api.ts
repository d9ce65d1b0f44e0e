// The client of the operators' API that the commands use.
import { STATUS_CODES } from 'node:http';
import type * as z from 'zod';
import type { openRoutes } from '../schemas/api/public.ts';
import type { AnswerOf, PathOf } from '../schemas/api/route.ts';
import type { OperatorRoutes } from '../schemas/api/routes.ts';
import { Failure } from './output.ts';
import { isLoopback, keepTokens, tokensOf } from './token-store.ts';

/** A token is renewed this long before it ends. */
const RENEW_BEFORE_MS = 60_000;

/** CAIRN_TOKEN, else that of whoever signed in at this address, else the local backend's admin. */
async function token(url: string): Promise<string> {
  const { CAIRN_TOKEN } = process.env;
  if (CAIRN_TOKEN) return CAIRN_TOKEN;
  const kept = await tokensOf(url);
  if (!kept && isLoopback(url)) return 'local-admin';
  if (!kept) throw new Failure(`Nobody is signed in at ${url}: npx cairn login, or set CAIRN_TOKEN.`);
  if (Date.now() < kept.expiresAt - RENEW_BEFORE_MS) return kept.token;
  // Loaded where a token has to be renewed, which most commands never need.
  const next = await (await import('./sign-in.ts')).refreshed(kept);
  if (!next) throw new Failure(`The sign-in at ${url} is over: npx cairn login.`);
  await keepTokens(url, next);
  return next.token;
}

interface Problem {
  title: string;
  detail?: string;
  errors?: { file?: string; pointer?: string; detail?: string }[];
}

/** Where the API is, without a slash at its end. */
export function base(): string {
  const url = process.env.CAIRN_URL ?? 'http://127.0.0.1:8787';
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new Failure(`CAIRN_URL is no URL: ${url}. One is https://api.example.com, say.`, 2);
  return url.replace(/\/$/, '');
}

/** One part of a path. Text that would lead to another path is wrong usage and is not sent. */
function part(name: string, text: string): string {
  // Ids are ours; an address may contain any characters that a company puts into customer numbers.
  const wrong = /^\.{0,2}$/.test(text) || (name !== 'address' && /[/\\]/.test(text));
  if (wrong) throw new Failure(`${JSON.stringify(text)} is no ${name}.`, 2);
  const encoded = encodeURIComponent(text);
  // The gateway decodes a path before it takes it apart: these would end the segment or the path.
  return /[/?#]/.test(text) ? encodeURIComponent(encoded) : encoded;
}

type CallArguments<Key extends string, R> = (Record<never, never> extends PathOf<Key>
  ? { path?: undefined }
  : { path: PathOf<Key> }) &
  (R extends { query: infer Query extends z.ZodType } ? { query?: z.input<Query> } : { query?: undefined }) &
  (R extends { body: infer Body extends z.ZodType } ? { body: z.input<Body> } : { body?: undefined });

interface Parts {
  path?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, unknown>>;
  body?: unknown;
}

/** The response's JSON. A problem+json response ends the command with its message. */
export async function call<Key extends keyof OperatorRoutes>(
  key: Key,
  asked: CallArguments<Key, OperatorRoutes[Key]>,
): Promise<AnswerOf<OperatorRoutes[Key]>> {
  return read(await responseTo(key, asked, 'application/json')) as AnswerOf<OperatorRoutes[Key]>;
}

/** The response's CSV, as it is. */
export async function callCsv<Key extends keyof OperatorRoutes>(
  key: Key,
  asked: CallArguments<Key, OperatorRoutes[Key]>,
): Promise<string> {
  const { url, answer, text } = await responseTo(key, asked, 'text/csv');
  if (answer.ok && answer.headers.get('content-type')?.startsWith('text/csv')) return text;
  const said = jsonOf(text);
  throw isProblem(said) ? refusal(answer.status, said) : stranger(url, answer.status, text);
}

async function responseTo(key: string, { path, query, body }: Parts, accept: string): Promise<Answered> {
  const [method, template = ''] = key.split(' ');
  const url = base();
  const target = filled(template, path ?? {}) + search(query ?? {});
  const headers: Record<string, string> = {
    authorization: `Bearer ${await token(url)}`,
    accept,
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  return ask(url + target, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
}

/** A route that needs no token. */
export async function openCall<Key extends keyof typeof openRoutes>(
  key: Key,
): Promise<z.infer<(typeof openRoutes)[Key]['answer']>> {
  const [method = '', path = ''] = key.split(' ');
  const headers = { accept: 'application/json' };
  return read(await ask(base() + path, { method, headers })) as z.infer<(typeof openRoutes)[Key]['answer']>;
}

interface Answered {
  url: string;
  answer: Response;
  text: string;
}

async function ask(target: string, sent: RequestInit): Promise<Answered> {
  const url = base();
  let answer: Response;
  try {
    answer = await fetch(target, sent);
  } catch {
    throw new Failure(
      `Nothing answers at ${url}. Is the backend running (npm start), or should CAIRN_URL say another address?`,
    );
  }
  return { url, answer, text: await answer.text() };
}

function read({ url, answer, text }: Answered): unknown {
  const said = jsonOf(text);
  if (answer.ok && said !== undefined) return said;
  throw isProblem(said) ? refusal(answer.status, said) : stranger(url, answer.status, text);
}

const filled = (template: string, path: Readonly<Record<string, string>>): string =>
  template.replaceAll(/\{(\w+)\}/g, (_, name: string) => part(name, path[name] ?? ''));

function search(query: Readonly<Record<string, unknown>>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
  return given.size ? `?${given}` : '';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isProblem = (said: unknown): said is Problem =>
  typeof said === 'object' && said !== null && 'title' in said && typeof said.title === 'string';

/** The arguments determine whether a request is well-formed, so a 400 is wrong usage. */
function refusal(status: number, problem: Problem): Failure {
  const { title, detail, errors = [] } = problem;
  const lines = errors.map((e) => `${e.file ?? ''}${e.pointer ? ` ${e.pointer}` : ''}: ${e.detail}`.trim());
  // If there are several errors, the detail repeats the first.
  const once = detail === undefined || errors.some((e) => e.detail === detail) ? '' : `: ${detail}`;
  return new Failure(
    [`${status} ${title}${once}`, ...lines].join('\n'),
    status === 400 ? 2 : 1,
    { problem },
    status,
  );
}

/** The response is not Cairn's, or a gateway could not reach it. */
function stranger(url: string, status: number, text: string): Failure {
  const excerpt = text.replace(/\s+/g, ' ').trim().slice(0, 200);
  const saying = excerpt === '' ? 'without a word' : `with: ${excerpt}`;
  const todo = status >= 500 ? 'Try again a little later.' : "Does CAIRN_URL name Cairn's API?";
  return new Failure(`${url} answered ${status} ${STATUS_CODES[status] ?? ''} ${saying}\n${todo}`);
}
