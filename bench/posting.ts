// Posts events to a local cloud as a server would, and reads what its providers received.
import type { Cloud } from '../local/cloud.ts';

export type Call = {
  type: 'track' | 'identify';
  userId: string;
  timestamp?: string;
  [field: string]: unknown;
};

const AUTHORIZATION = `Basic ${Buffer.from('local-write-key:').toString('base64')}`;

/** One call by its own route, several as one batch. Throws unless every event was taken. */
export async function post(cloud: Pick<Cloud, 'url'>, calls: readonly Call[]): Promise<void> {
  const [first] = calls;
  if (!first) return;
  const single = calls.length === 1;
  const answer = await fetch(`${cloud.url}/v1/${single ? first.type : 'batch'}`, {
    method: 'POST',
    headers: { authorization: AUTHORIZATION, 'content-type': 'application/json' },
    body: JSON.stringify(single ? first : { batch: calls }),
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${answer.status} ${text}`);
  const { accepted, rejected } = JSON.parse(text) as { accepted: number; rejected: unknown[] };
  if (accepted !== calls.length) throw new Error(`rejected: ${JSON.stringify(rejected)}`);
}

/** A new person who consented to mail. */
export function newcomer(userId: string, traits: Record<string, unknown> = {}): Call[] {
  const properties = { purpose: 'marketing', channels: ['email'], source: 'bench', wording: 'Yes' };
  return [
    { type: 'identify', userId, traits: { email: `${userId}@example.com`, ...traits } },
    { type: 'track', userId, event: 'Consent Given', properties },
  ];
}

export interface Delivered {
  subject: string;
  to: string;
  sentAt: string;
}

export async function outbox(cloud: Pick<Cloud, 'url'>): Promise<Delivered[]> {
  const answer = await fetch(`${cloud.url}/_local/outbox?channel=email`);
  const { messages } = (await answer.json()) as { messages: Delivered[] };
  return messages;
}
