// The operators' API as the commands call it.
import { Failure } from './output.ts';

const url = () => (process.env.CAIRN_URL ?? 'http://127.0.0.1:8787').replace(/\/$/, '');
const token = () => process.env.CAIRN_TOKEN ?? 'local-admin';

interface Problem {
  title?: string;
  detail?: string;
  errors?: { file?: string; pointer?: string; detail?: string }[];
}

/** The answer's JSON. A problem+json answer ends the command with what it says. */
export async function call<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { authorization: `Bearer ${token()}`, accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  let answer: Response;
  try {
    answer = await fetch(url() + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Failure(
      `Nothing answers at ${url()}. Is the backend running (npm start), or should CAIRN_URL say another address?`,
    );
  }
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text) as T;
  throw new Failure(explain(answer.status, text));
}

function explain(status: number, text: string): string {
  try {
    const problem = JSON.parse(text) as Problem;
    const errors = (problem.errors ?? []).map(
      (e) => `${e.file ?? ''}${e.pointer ? ` ${e.pointer}` : ''}: ${e.detail}`,
    );
    return [`${status} ${problem.title ?? ''}${problem.detail ? `: ${problem.detail}` : ''}`, ...errors].join(
      '\n',
    );
  } catch {
    return `${status} ${text.slice(0, 500)}`;
  }
}
