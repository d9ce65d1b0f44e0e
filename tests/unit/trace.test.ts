// Sources of a trace id, and that only hex digits are accepted from outside (I9).
import { describe, expect, it } from 'vitest';
import { deliverWakes } from '../../lib/application/wakes/deliver-wakes.ts';
import { traceOfAmazon, traceOfParent, traceOfTag, traceOfUuid } from '../../lib/domain/trace.ts';
import type { Queued } from '../../lib/ports/queue.ts';
import { Envelope } from '../../schemas/mailbox.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('a traceparent header', () => {
  it('gives its trace', () => {
    expect(traceOfParent(`00-${TRACE}-${SPAN}-01`)).toBe(TRACE);
    expect(traceOfParent(` 00-${TRACE}-${SPAN}-00 `)).toBe(TRACE);
  });

  it('of a later version may contain more', () => {
    expect(traceOfParent(`cc-${TRACE}-${SPAN}-01-what-comes`)).toBe(TRACE);
  });

  it.each([
    ['absent', undefined],
    ['version ff', `ff-${TRACE}-${SPAN}-01`],
    ['version 00 with more', `00-${TRACE}-${SPAN}-01-more`],
    ['no trace', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['no parent', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['too short', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['an address', 'ana@example.com'],
    ['an address around a trace', `ana@example.com 00-${TRACE}-${SPAN}-01`],
    ['two of them', `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
    ['no text', 7],
  ])('that violates the standard gives none: %s', (_, header) => {
    expect(traceOfParent(header)).toBeUndefined();
  });
});

it("AWS's own header gives its trace", () => {
  expect(traceOfAmazon('Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=53995c3f42cd8ad8;Sampled=1')).toBe(
    TRACE,
  );
  expect(traceOfAmazon('Self=1-a-b;Root=1-4bf92f35-77b34da6a3ce929d0e0e4736')).toBe(TRACE);
  expect(traceOfAmazon('Root=1-4bf92f35-ana@example.com')).toBeUndefined();
});

it('a UUID is a trace, another id is not', () => {
  expect(traceOfUuid('4BF92F35-77b3-4da6-a3ce-929d0e0e4736')).toBe(TRACE);
  expect(traceOfUuid('message-1')).toBeUndefined();
});

it('from what a provider returns only a trace is accepted', () => {
  expect(traceOfTag(TRACE)).toBe(TRACE);
  for (const tag of [undefined, 'ana@example.com', `${TRACE}0`, 4]) expect(traceOfTag(tag)).toBeUndefined();
});

it("a wake carries its timer's id as trace, the same at each redelivery", async () => {
  const put: Queued<Envelope>[] = [];
  const mailbox = {
    put: async (items: readonly Queued<Envelope>[]) => {
      put.push(...items);
      return [];
    },
  };
  const timer = { v: 1 as const, profile: 'u-aaaaaaaaaaaaaaaaaaaaaa', wakeAt: 1 };
  const due = [{ messageId: '4bf92f35-77b3-4da6-a3ce-929d0e0e4736', timer }];
  await deliverWakes(mailbox, due);
  await deliverWakes(mailbox, due);
  expect(put.map(({ body }) => Envelope.parse(body).trace)).toEqual([TRACE, TRACE]);
});

it('an envelope from before traces existed can still be read', () => {
  const wake = { type: 'wake', id: 'w', wakeAt: 1 };
  const old = { v: 1, profile: 'u-aaaaaaaaaaaaaaaaaaaaaa', keys: {}, messages: [wake] };
  expect(Envelope.parse(old)).toEqual(old);
});
