// Logins in any number and order: redirects never move, never form a circle, and every event ends with one person.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sendId } from '../../../lib/domain/message/send-id.ts';
import type { MailboxMessage } from '../../../schemas/mailbox.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';
import { event, identify, Person, programOf, SECOND, T0, waiting } from '../../unit/domain/person.ts';

const users = ['A', 'B', 'C'].map((name) => `u-${name.repeat(22)}`);
const devices = ['A', 'B', 'C'].map((name) => `a-${name.repeat(22)}`);
const program = programOf({ count: { enter: { on: 'Never', if: { did: 'A' } }, ...waiting('PT1H') } });

const acts = fc.array(
  fc.record({
    user: fc.constantFrom(...users),
    device: fc.constantFrom(...devices),
    what: fc.constantFrom('login', 'event', 'deliver'),
    /** Index of the mailbox to serve, among those with mail. */
    which: fc.nat(),
  }),
  { minLength: 1, maxLength: 60 },
);

/** Mailboxes that keep their own order and are served in any order. */
class Post {
  readonly people = new Map<ProfileId, Person>();
  readonly mail = new Map<ProfileId, MailboxMessage[]>();
  readonly redirects = new Map<ProfileId, ProfileId>();
  now = T0;

  put(to: ProfileId, message: MailboxMessage): void {
    this.mail.set(to, [...(this.mail.get(to) ?? []), message]);
  }

  serve(which: number): boolean {
    const waiting = [...this.mail.keys()];
    const to = waiting[which % waiting.length];
    if (to === undefined) return false;
    const person = this.people.get(to) ?? new Person(program, to);
    this.people.set(to, person);
    const batch = this.mail.get(to) ?? [];
    this.mail.delete(to);
    this.now += SECOND;
    for (const effect of person.take(this.now, ...batch))
      if (effect.type === 'mail') for (const message of effect.messages) this.put(effect.to, message);
    const { redirect } = person.state ?? {};
    const before = this.redirects.get(to);
    if (before) expect(redirect).toBe(before);
    if (redirect) this.redirects.set(to, redirect);
    return true;
  }

  settle(): void {
    while (this.serve(0)) expect(this.now).toBeLessThan(T0 + 10_000 * SECOND);
    for (const person of this.people.values()) {
      const { state } = person;
      if (state?.parked) person.wait(state.parked.until);
    }
  }
}

describe('redirects', () => {
  it('never move, never form a circle, and lead from an anonymous profile to a user', () => {
    fc.assert(
      fc.property(acts, (list) => {
        const post = new Post();
        const sent: string[] = [];
        for (const { user, device, what, which } of list) {
          if (what === 'deliver') post.serve(which);
          else {
            const message =
              what === 'login' ? identify(post.now, {}, { anonymous: device }) : event('A', post.now);
            sent.push(message.id);
            post.put(what === 'login' || which % 2 ? user : device, message);
          }
        }
        post.settle();
        for (const [from, to] of post.redirects) {
          expect([from[0], to[0]]).toEqual(['a', 'u']);
          expect(post.redirects.has(to)).toBe(false);
        }
        const kept = [...post.people.values()].flatMap(({ history }) =>
          history.flatMap((entry) => (entry.type === 'event' ? [entry.event.id] : [])),
        );
        expect(kept.sort()).toEqual(sent.sort());
        expect([...post.people.values()].filter(({ state }) => state?.parked)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the id of a decision', () => {
  const part = fc.constantFrom('a', 'b', 'ab', '1', '11', '');
  const number = fc.integer({ min: 0, max: 12 });
  const decision = fc.record({ born: part, journey: part, entry: number, step: part, visit: number });

  it('is unique to the decision', () => {
    fc.assert(
      fc.property(decision, decision, (a, b) => {
        expect(sendId(a) === sendId(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
        expect(sendId(a)).toMatch(/^[A-Za-z0-9_-]{22}$/);
      }),
    );
  });
});
