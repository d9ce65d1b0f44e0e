// docs/operating/runbooks.md, "Provider outage": a send that the provider refused waits and is sent once; one that
// the provider may have taken is never repeated automatically.
import { describe, expect, it } from 'vitest';
import { Outage, refuse } from '../support/outage.ts';
import { customer, onEachDatabase } from './backend.ts';
import { linesWith } from './log-lines.ts';

const outage = new Outage();
const mail = (what: string) => what.endsWith('/outbound-emails');

onEachDatabase(
  (backend) => {
    describe('a provider that refuses', () => {
      it('makes every send wait, is reported, and gets each send once when it is back', async () => {
        outage.begin(({ what }) => (mail(what) ? refuse(429, 'TooManyRequestsException') : undefined));
        const people = [];
        for (let i = 0; i < 5; i += 1) people.push(await customer(backend, ['email']));
        await backend.advance('PT20M');
        expect(outage.refused).toBeGreaterThan(people.length * 3);
        for (const { email } of people) expect(await backend.outbox(email)).toEqual([]);
        // What the alarm counts (lib/infra/constructs/alarms.ts).
        const lines = await linesWith(backend, (all) => all.some(({ status }) => status === 'again'));
        const again = lines.filter(({ message, status }) => message === 'send' && status === 'again');
        expect(again.length).toBe(outage.refused);
        expect(new Set(again.map(({ reason }) => reason))).toEqual(new Set(['TooManyRequestsException']));

        outage.end();
        await backend.advance('PT16M');
        for (const { email } of people)
          expect(await backend.outbox(email)).toMatchObject([{ journey: 'welcome', to: email }]);
        await backend.advance('PT2H');
        for (const { email } of people) expect(await backend.outbox(email)).toHaveLength(1);
      });

      it('after 24 hours nothing is sent any more, and the journey continues', async () => {
        outage.begin(({ what }) => (mail(what) ? refuse(429, 'TooManyRequestsException') : undefined));
        const { email, userId } = await customer(backend, ['email']);
        await backend.advance('PT25H');
        outage.end();
        await backend.advance('PT2H');
        expect(await backend.outbox(email)).toEqual([]);
        const why = await backend.as('viewer', 'GET', `/v1/profiles/user:${userId}/why?journey=welcome`);
        expect(JSON.stringify(why.body)).toContain('TooManyRequestsException');
      });

      it("that fails after it may have taken a message never gets it again: the outcome is unknown until the provider's events settle it", async () => {
        outage.begin(({ what }) => (mail(what) ? refuse(500, 'InternalServiceError') : undefined));
        const { email } = await customer(backend, ['email']);
        const refused = outage.refused;
        outage.end();
        await backend.advance('PT2H');
        expect(await backend.outbox(email)).toEqual([]);
        expect(outage.refused).toBe(refused);
        const lines = await linesWith(backend, (all) => all.some(({ status }) => status === 'unknown'));
        expect(lines.filter(({ status }) => status === 'unknown')).toHaveLength(1);
      });
    });
  },
  { only: 'first', outage },
);
