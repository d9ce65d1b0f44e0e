// A trace lies in `out` until the next commit and nowhere else: it must not make STATE or history grow.
import { expect, it } from 'vitest';
import { type Folded, foldBatch } from '../../../lib/domain/actor/fold.ts';
import { compileProgram } from '../../../lib/domain/program/compile.ts';
import type { MailboxMessage } from '../../../schemas/mailbox.ts';
import { consent, DEVICE, event, identify, mailing, programOf, sealed, T0, USER } from './person.ts';

const program = compileProgram(programOf({ now: { enter: { on: 'Cart' }, ...mailing } }), 1);
const [A, B] = ['a'.repeat(32), 'b'.repeat(32)];

function take(before: Folded | undefined, id: string, at: number, ...traced: [MailboxMessage, string?][]) {
  const messages = traced.map(([message]) => message);
  const traces = new Map(traced.flatMap(([message, trace]) => (trace ? [[message, trace] as const] : [])));
  return foldBatch({ program, profile: id, before, messages, now: at, inPages: new Set(), traces });
}

it('a send carries the trace of the message that caused it', () => {
  const known = take(
    undefined,
    USER,
    T0,
    [identify(T0, { email: sealed('ana') as never }), A],
    [consent(true, T0), A],
    [event('Cart', T0), B],
  );
  const sends = known.state.out.effects.flatMap((effect) => (effect.type === 'send' ? [effect.request] : []));
  expect(sends.map(({ trace }) => trace)).toEqual([B]);
  const { out: _, ...kept } = known.state;
  const text = JSON.stringify([kept, known.tail]);
  expect(text.includes(A) || text.includes(B)).toBe(false);

  const next = take(known, USER, T0 + 1, [event('Seen', T0 + 1)]);
  expect(JSON.stringify([next.state, next.tail])).not.toContain(B);
});

it('a forwarded message keeps its trace, and one without a trace adds none', () => {
  const link: MailboxMessage = { type: 'link', id: 'l', to: USER, acceptedAt: T0 };
  const linked = take(undefined, DEVICE, T0, [link]);
  expect(JSON.stringify(linked.state)).not.toContain('trace');
  const moved = take(linked, DEVICE, T0 + 1, [event('Seen', T0 + 1), A]);
  expect(moved.state.out.effects).toMatchObject([{ type: 'mail', to: USER, trace: A }]);
});
