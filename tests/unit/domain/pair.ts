// A user and an anonymous profile that prove to be the same person, and the messages between them.
import type { MailboxMessage } from '../../../schemas/mailbox.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { Program } from '../../../schemas/program.ts';
import { DEVICE, identify, Person, USER } from './person.ts';

export const login = (at: number, more = {}) => identify(at, {}, { anonymous: DEVICE, ...more });

/** The messages that a profile's last commit sends to another. */
export function mail(from: Person, to: ProfileId): MailboxMessage[] {
  const out = from.state?.out.effects ?? [];
  return out.flatMap((effect) => (effect.type === 'mail' && effect.to === to ? effect.messages : []));
}

export function pair(program: Program): { user: Person; device: Person; meet: (at: number) => void } {
  const user = new Person(program);
  const device = new Person(program, DEVICE);
  const meet = (at: number) => {
    device.take(at, ...mail(user, DEVICE));
    user.take(at, ...mail(device, USER));
  };
  return { user, device, meet };
}
