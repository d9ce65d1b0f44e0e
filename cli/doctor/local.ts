// What the local backend tells beside its API.
import { type Check, ok, problem } from './check.ts';

export const localChecks = (url: string): Check[] => [
  { name: 'dead letters', run: () => deadLetters(url) },
  { name: 'time', run: () => time(url) },
];

const get = async <T>(url: string): Promise<T> => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return (await answer.json()) as T;
};

async function deadLetters(url: string) {
  const { queues } = await get<{ queues: { name: string; deadLetters: boolean; messages: number }[] }>(
    `${url}/_local/queues`,
  );
  const held = queues.filter((queue) => queue.deadLetters && queue.messages > 0);
  return held.length === 0
    ? ok('No queue has dead letters.')
    : problem(
        held.map(({ name, messages }) => `${name} holds ${messages}.`).join(' '),
        'Read what the function logged (npm start -- --verbose): docs/operating/runbooks.md#dead-letters',
      );
}

/** Moved on by tests, never back: what is due then is sent then. */
async function time(url: string) {
  const { now } = await get<{ now: string }>(`${url}/_local/clock`);
  return ok(`The local cloud's time is ${now}.`);
}
