// The operators' API as the commands call it.
import { STATUS_CODES } from 'node:http';
import { Failure } from './output.ts';

const token = () => process.env.CAIRN_TOKEN ?? 'local-admin';

interface Problem {
  title: string;
  detail?: string;
  errors?: { file?: string; pointer?: string; detail?: string }[];
}

function base(): string {
  const url = process.env.CAIRN_URL ?? 'http://127.0.0.1:8787';
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new Failure(`CAIRN_URL is no URL: ${url}. One is https://api.example.com, say.`, 2);
  return url.replace(/\/$/, '');
}

/** One part of a path. What would make it another path is wrong usage, and no question to the API. */
export function part(what: 'id' | 'address', text: string): string {
  // Ids are ours; an address holds whatever a company numbers its customers with.
  const wrong = /^\.{0,2}$/.test(text) || (what === 'id' && /[/\\]/.test(text));
  if (wrong) throw new Failure(`${JSON.stringify(text)} is no ${what}.`, 2);
  return encodeURIComponent(text);
}

/** The answer's JSON. A problem+json answer ends the command with what it says. */
export async function call<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const url = base();
  const headers: Record<string, string> = { authorization: `Bearer ${token()}`, accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  let answer: Response;
  try {
    answer = await fetch(url + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Failure(
      `Nothing answers at ${url}. Is the backend running (npm start), or should CAIRN_URL say another address?`,
    );
  }
  const text = await answer.text();
  const said = jsonOf(text);
  if (answer.ok && said !== undefined) return said as T;
  throw isProblem(said) ? refusal(answer.status, said) : stranger(url, answer.status, text);
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

/** Well-formed is what the arguments make it: a 400 is wrong usage. */
function refusal(status: number, problem: Problem): Failure {
  const { title, detail, errors = [] } = problem;
  const lines = errors.map((e) => `${e.file ?? ''}${e.pointer ? ` ${e.pointer}` : ''}: ${e.detail}`.trim());
  // With several the detail is that of the first.
  const once = detail === undefined || errors.some((e) => e.detail === detail) ? '' : `: ${detail}`;
  return new Failure([`${status} ${title}${once}`, ...lines].join('\n'), status === 400 ? 2 : 1, { problem });
}

/** Whoever answered is not Cairn, or is a gateway that did not come through to it. */
function stranger(url: string, status: number, text: string): Failure {
  const excerpt = text.replace(/\s+/g, ' ').trim().slice(0, 200);
  const saying = excerpt === '' ? 'without a word' : `with: ${excerpt}`;
  const todo = status >= 500 ? 'Try again a little later.' : "Does CAIRN_URL name Cairn's API?";
  return new Failure(`${url} answered ${status} ${STATUS_CODES[status] ?? ''} ${saying}\n${todo}`);
}
