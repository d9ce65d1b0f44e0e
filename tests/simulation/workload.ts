// What happens to the people of a seed, and when: requests, withdrawals, releases, garbage. Knows nothing of what is right.
import type { ProfileId, SendChannel } from '../../schemas/primitives.ts';
import type { Dice } from './dice.ts';
import type { Door } from './door.ts';
import { Drafts, makePeople, type Person } from './people.ts';
import { programs } from './programs.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;

export class Workload {
  readonly people: Person[];
  readonly endsAt: number;
  readonly #dice: Dice;
  readonly #world: World;
  readonly #door: Door;
  readonly #drafts: Drafts;

  constructor(dice: Dice, world: World, door: Door) {
    this.#dice = dice;
    this.#world = world;
    this.#door = door;
    this.#drafts = new Drafts(dice);
    this.people = makePeople(dice);
    this.endsAt = world.scheduler.now + dice.pick([20, 60, 180, 600]) * MINUTE_MS;
  }

  async plan(): Promise<void> {
    const dice = this.#dice;
    await this.#world.publish(dice.pick(programs), false);
    this.#everybodyIsKnown();
    for (let left = dice.int(12, 42); left > 0; ) left -= this.#request(left);
    for (let left = dice.int(0, 5); left > 0; left -= 1) this.#withdrawal();
    for (let left = dice.int(0, 3); left > 0; left -= 1) this.#release();
    if (dice.chance(0.2)) this.#when(() => this.#door.garbage(this.#mailboxOf(dice.pick(this.people))));
    if (dice.chance(0.06)) this.#bulk();
  }

  /** The last thing that everybody does: so that each profile has met the last release. */
  pings(): void {
    const all = new Set(
      this.people.flatMap(({ user, anonymous }) => [...(user ? [user] : []), ...anonymous]),
    );
    for (const mailbox of all) this.#door.post([this.#drafts.ping(mailbox)]);
  }

  #when(run: (at: number) => void): void {
    const { scheduler } = this.#world;
    const at = this.#dice.int(scheduler.now, this.endsAt);
    scheduler.at(at, () => run(at));
  }

  /** Most have an address and have said yes early on: otherwise hardly anything would ever be sent. */
  #everybodyIsKnown(): void {
    const { now } = this.#world.scheduler;
    for (const person of this.people) {
      if (this.#dice.chance(0.15)) continue;
      const mailbox = this.#mailboxOf(person);
      const channels = this.#drafts.consent(mailbox, 'Consent Given', now - MINUTE_MS);
      this.#door.post([this.#drafts.identify(person, mailbox, now), channels]);
    }
  }

  #request(left: number): number {
    const dice = this.#dice;
    const size = Math.min(left, dice.chance(0.6) ? 1 : dice.int(2, 6));
    const { scheduler } = this.#world;
    const at = dice.int(scheduler.now, this.endsAt);
    const drafts = Array.from({ length: size }, () => this.#drafts.one(dice.pick(this.people), at));
    scheduler.at(at, () => this.#door.post(drafts));
    return size;
  }

  #withdrawal(): void {
    const dice = this.#dice;
    const person = dice.pick(this.people);
    const channel = dice.pick<SendChannel>(['email', 'sms', 'push']);
    const mailbox = this.#mailboxOf(person);
    const draft = this.#drafts.withdrawal(mailbox, channel);
    this.#when(() => this.#door.withdraw(mailbox, channel, draft));
  }

  #release(): void {
    const dice = this.#dice;
    const program = dice.pick(programs);
    this.#when(async () => {
      const known = this.#world.releases.some(({ program: other }) => other === program);
      await this.#world.publish(program, known);
    });
  }

  #bulk(): void {
    const dice = this.#dice;
    const mailbox = this.#mailboxOf(dice.pick(this.people));
    const size = dice.int(100, 130);
    this.#world.scheduler.faults.saw('hundred in one batch');
    this.#when((at) => {
      const times = [null, at, at - MINUTE_MS, at - 5 * MINUTE_MS];
      const drafts = Array.from({ length: size }, () =>
        this.#drafts.view(mailbox, dice.pick(times), `p${dice.int(1, 9)}`),
      );
      this.#door.post(drafts, 3);
    });
  }

  #mailboxOf({ user, anonymous }: Person): ProfileId {
    const all = [...(user ? [user] : []), ...anonymous];
    return this.#dice.pick(all);
  }
}
