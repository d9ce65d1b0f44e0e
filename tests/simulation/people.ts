// The people of a seed and their identifiers.
import type { ProfileId } from '../../schemas/primitives.ts';
import type { Dice } from './dice.ts';

/** The identifiers in a client's call, and the mailbox they lead to. */
export interface Address {
  profile: ProfileId;
  says: { userId: string } | { anonymousId: string };
}

export interface Person {
  name: string;
  user?: Address;
  anonymous: Address[];
}

export type Naming = (kind: 'user' | 'anonymous', identifier: string) => ProfileId;

export function makePeople(dice: Dice, naming: Naming): Person[] {
  const anonymous = (name: string): Address => ({
    profile: naming('anonymous', name),
    says: { anonymousId: name },
  });
  const people: Person[] = [];
  const users = dice.int(2, 4);
  for (let i = 0; i < users; i += 1) {
    const name = `person${i}`;
    const devices = Array.from({ length: dice.int(0, 2) }, (_, j) => anonymous(`${name}x${j}`));
    people.push({
      name,
      user: { profile: naming('user', name), says: { userId: name } },
      anonymous: devices,
    });
  }
  for (let i = dice.int(0, 2); i > 0; i -= 1)
    people.push({ name: `nobody${i}`, anonymous: [anonymous(`nobody${i}`)] });
  // Two people, one device.
  const [first, second] = people;
  if (first?.anonymous[0] && second && dice.chance(0.3)) second.anonymous.push(first.anonymous[0]);
  return people;
}

export function addressesOf({ user, anonymous }: Person): Address[] {
  return user ? [user, ...anonymous] : anonymous;
}
