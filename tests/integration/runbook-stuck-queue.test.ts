// docs/operating/runbooks.md, "Stuck queue": the mailbox's function cannot work for a while; then everything is taken
// in, once and in order, and nobody has to post anything again.
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { Outage, refuse } from '../support/outage.ts';
import { basic, onEachDatabase } from './backend.ts';

const outage = new Outage();
const PEOPLE = ['one', 'two', 'three'];
const EVENTS = 12;

onEachDatabase(
  (backend) => {
    const post = async (userId: string, n: number) => {
      const event = { userId, event: `Step ${n}`, messageId: randomUUID(), timestamp: backend.now() };
      const answer = await backend.call('POST', '/v1/track', {
        body: event,
        headers: basic('local-write-key'),
      });
      expect(answer.status).toBe(200);
    };
    const names = async (userId: string) => {
      const path = `/v1/profiles/user:${userId}/timeline?limit=100`;
      const { status, body } = await backend.as<{ items: { type: string; event?: { name: string } }[] }>(
        'viewer',
        'GET',
        path,
      );
      if (status === 404) return [];
      return body.items.flatMap(({ type, event }) => (type === 'event' ? [event?.name] : []));
    };

    it('what was accepted meanwhile is taken in once, each profile in the order of its requests', async () => {
      outage.begin(({ caller, what }) =>
        caller.includes('StepProfile') && what.startsWith('DynamoDB')
          ? refuse(400, 'AccessDeniedException')
          : undefined,
      );
      for (let n = 0; n < EVENTS; n += 1) for (const userId of PEOPLE) await post(userId, n);
      // Long enough for many redeliveries of every message, and for a dead-letter queue that would take them after a
      // few.
      await backend.advance('PT30M');
      expect(outage.refused).toBeGreaterThan(20);
      for (const userId of PEOPLE) expect(await names(userId)).toEqual([]);

      outage.end();
      await backend.advance('PT1M');
      const expected = Array.from({ length: EVENTS }, (_, n) => `Step ${n}`);
      for (const userId of PEOPLE) expect((await names(userId)).toReversed()).toEqual(expected);
    });
  },
  { only: 'first', outage },
);
