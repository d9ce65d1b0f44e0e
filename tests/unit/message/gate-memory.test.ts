// A gate that keeps a count is notified of every decided send, once, and of no held one.
import { beforeEach, expect, test, vi } from 'vitest';
import type { SendGate } from '../../../lib/domain/message/gates/gate.ts';
import { consent, event, identify, mailing, Person, programOf, sealed, T0 } from '../domain/person.ts';

const { counted } = vi.hoisted(() => ({ counted: [] as string[] }));

vi.mock(import('../../../lib/domain/message/gates/window.ts'), async (original) => {
  const { window } = await original();
  const counting: SendGate<'window'> = { ...window, decided: (_, { sendId }) => void counted.push(sendId) };
  return { window: counting };
});

beforeEach(() => {
  counted.length = 0;
});

const person = () => new Person(programOf({ cart: { enter: { on: 'Cart' }, ...mailing } }));

test('a decided send is counted by its id', () => {
  const ann = person();
  ann.take(T0, identify(T0, { email: sealed('mail') }), consent(true, T0), event('Cart', T0));
  expect(counted).toEqual(
    ann.effects.flatMap((effect) => (effect.type === 'send' ? [effect.request.sendId] : [])),
  );
  expect(counted).toHaveLength(1);
});

test('a message that a gate refuses is not counted', () => {
  person().take(T0, event('Cart', T0));
  expect(counted).toEqual([]);
});
