// One trace id from the request to the provider and back: in the response, in every function's log, in the provider's
// tags.
import { randomBytes, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { basic, onEachDatabase } from './backend.ts';
import { linesWith } from './log-lines.ts';

const newTrace = () => randomBytes(16).toString('hex');
const parentOf = (trace: string) => `00-${trace}-${randomBytes(8).toString('hex')}-01`;

interface MailEvent {
  detail: { eventType: string; mail: { tags: Record<string, string[]> } };
}
interface TextEvent {
  detail: { context: Record<string, string> };
}

onEachDatabase(
  (backend) => {
    const post = async (trace: string | undefined, ...events: object[]) => {
      const batch = events.map((event) => ({
        messageId: randomUUID(),
        timestamp: backend.now(),
        ...event,
      }));
      const answer = await backend.call('POST', '/v1/batch', {
        body: { batch },
        headers: { ...basic('local-write-key'), ...(trace ? { traceparent: parentOf(trace) } : {}) },
      });
      expect(answer.status).toBe(200);
      return answer.headers.get('trace-id');
    };
    const yes = (userId: string, channel: string) => ({
      type: 'track',
      userId,
      event: 'Consent Given',
      properties: { purpose: 'marketing', channels: [channel], source: 'form', wording: 'Yes' },
    });
    const viewed = (userId: string) => ({
      type: 'track',
      userId,
      event: 'Product Viewed',
      properties: { product_id: 'lamp', name: 'Lamp', price: 49 },
    });

    it('is the same in the response, at the door, in the step, at the sender, in the tags and in the receipt', async () => {
      const trace = newTrace();
      const identify = { type: 'identify', userId: 'traced', traits: { email: 'traced@example.com' } };
      expect(await post(trace, identify, yes('traced', 'email'))).toBe(trace);
      await backend.idle();
      const [mail] = await backend.outbox('traced@example.com');
      const services = ['ingest-events', 'step-profile', 'send-message', 'record-receipts'];
      const lines = await linesWith(backend, (all) =>
        services.every((service) => all.some((line) => line.service === service && isOf(line, trace))),
      );
      const mine = lines.filter((line) => isOf(line, trace));
      expect(mine).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ service: 'ingest-events', route: 'POST /v1/batch', status: 200 }),
          expect.objectContaining({
            service: 'step-profile',
            profile: mail?.profileId,
            sendIds: [mail?.sendId],
          }),
          expect.objectContaining({ service: 'send-message', sendId: mail?.sendId, status: 'sent' }),
          expect.objectContaining({ service: 'record-receipts', sendId: mail?.sendId, event: 'delivered' }),
        ]),
      );
      const events = await backend.events<MailEvent>('Email Delivered');
      const tags = events
        .map(({ detail }) => detail.mail.tags)
        .find((t) => t['sendId']?.[0] === mail?.sendId);
      expect(tags).toMatchObject({ trace: [trace] });
    });

    it('travels in the context of a text message', async () => {
      const trace = newTrace();
      const phone = '+4915123456789';
      await post(undefined, { type: 'identify', userId: 'texted', traits: { phone } }, yes('texted', 'sms'));
      await post(undefined, viewed('texted'), viewed('texted'));
      await backend.idle();
      await post(trace, viewed('texted'));
      await backend.idle();
      const [text] = await backend.outbox(phone);
      expect(text?.journey).toBe('hesitation');
      const events = await backend.events<TextEvent>('Text Message Delivery Status Updated');
      const mine = events.filter(({ detail }) => detail.context['sendId'] === text?.sendId);
      expect(mine.length).toBeGreaterThan(0);
      for (const { detail } of mine) expect(detail.context['trace']).toBe(trace);
    });

    it('is created where none came or the given one is invalid, and differs between requests', async () => {
      const made = [await post(undefined, viewed('x')), await post(undefined, viewed('x'))];
      const answer = await backend.call('GET', '/health', { headers: { traceparent: 'ana@example.com' } });
      made.push(answer.headers.get('trace-id'));
      for (const trace of made) expect(trace).toMatch(/^[0-9a-f]{32}$/);
      expect(new Set(made).size).toBe(3);
    });

    it('is in a refusal too', async () => {
      const trace = newTrace();
      const answer = await backend.call('POST', '/v1/track', {
        body: {},
        headers: { traceparent: parentOf(trace) },
      });
      expect([answer.status, answer.headers.get('trace-id')]).toEqual([401, trace]);
    });

    it('goes along to the profile that an anonymous one has become', async () => {
      const anonymousId = randomUUID();
      await post(undefined, { type: 'identify', userId: 'known', anonymousId, traits: {} });
      await backend.idle();
      const trace = newTrace();
      await post(trace, { type: 'track', anonymousId, event: 'Looked', properties: {} });
      await backend.idle();
      const lines = await linesWith(backend, (all) => all.filter((line) => isOf(line, trace)).length > 2);
      const profiles = lines.flatMap((line) =>
        line.message === 'commit' && isOf(line, trace) ? [line.profile?.slice(0, 2)] : [],
      );
      expect(profiles).toEqual(['a-', 'u-']);
    });

    it('may be sent and read by browsers of any origin', async () => {
      const origin = 'https://shop.example';
      const preflight = await backend.call('OPTIONS', '/v1/track', {
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'traceparent',
        },
      });
      expect(preflight.headers.get('access-control-allow-headers')).toContain('traceparent');
      const answer = await backend.call('POST', '/v1/track', { body: {}, headers: { origin } });
      expect(answer.headers.get('access-control-expose-headers')).toContain('trace-id');
    });

    it('of a wake is a new one; the profile and sendId lead back to the request', async () => {
      const trace = newTrace();
      const email = 'waits@example.com';
      await post(undefined, { type: 'identify', userId: 'waits', traits: { email } }, yes('waits', 'email'));
      await backend.idle();
      await post(trace, viewed('waits'));
      await backend.idle();
      await backend.advance('PT1H5M');
      await backend.idle();
      const coupon = (await backend.outbox(email)).find(({ journey }) => journey === 'browse-coupon');
      const lines = await linesWith(backend, (all) => all.some((line) => line.sendId === coupon?.sendId));
      const sent = lines.find((line) => line.service === 'send-message' && line.sendId === coupon?.sendId);
      expect(sent).toMatchObject({ profile: coupon?.profileId, status: 'sent' });
      expect(sent?.trace).toMatch(/^[0-9a-f]{32}$/);
      expect(sent?.trace).not.toBe(trace);
      const step = (of: string) =>
        lines.find((line) => line.service === 'step-profile' && line.traces?.includes(of));
      expect(step(sent?.trace ?? '')).toMatchObject({
        profile: coupon?.profileId,
        sendIds: [coupon?.sendId],
      });
      expect(step(trace)).toMatchObject({ profile: coupon?.profileId, sendIds: [] });
    });
  },
  { only: 'first' },
);

function isOf(line: { trace?: string | undefined; traces?: string[] | undefined }, trace: string): boolean {
  return line.trace === trace || line.traces?.includes(trace) === true;
}
