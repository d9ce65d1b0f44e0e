// People's actions in a seed and their times: requests, withdrawals, releases, garbage, spend, decisions of finance. It
// does not know what is right.
import { sendChannels } from '../../schemas/names.ts';
import type { ProfileId } from '../../schemas/primitives.ts';
import type { Dice } from './dice.ts';
import type { Door } from './door.ts';
import { Drafts, everybodysAddresses } from './drafts.ts';
import { decide, postSpend, releaseAll, type SpendLine } from './operators.ts';
import { type Address, addressesOf, makePeople, type Naming, type Person } from './people.ts';
import { programs } from './programs.ts';
import { pressUnsubscribe } from './recipients.ts';
import { say } from './sayings.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export class Workload {
  readonly people: Person[];
  readonly endsAt: number;
  readonly #dice: Dice;
  readonly #world: World;
  readonly #door: Door;
  readonly #drafts: Drafts;

  constructor(dice: Dice, world: World, door: Door, naming: Naming) {
    this.#dice = dice;
    this.#world = world;
    this.#door = door;
    this.#drafts = new Drafts(dice);
    this.people = makePeople(dice, naming);
    this.endsAt = world.scheduler.now + dice.pick([20, 60, 180, 600]) * MINUTE_MS;
  }

  async plan(): Promise<void> {
    const dice = this.#dice;
    await this.#world.publish(dice.pick(programs), false);
    this.#everybodyIsKnown();
    for (let left = dice.int(12, 42); left > 0; ) left -= this.#request(left);
    for (let left = dice.int(0, 3); left > 0; left -= 1) this.#withdrawal();
    for (let left = dice.int(0, 3); left > 0; left -= 1) this.#release();
    for (let left = dice.int(0, 6); left > 0; left -= 1) this.#spend();
    if (dice.chance(0.2))
      this.#when(() => this.#door.garbage(this.#addressOf(dice.pick(this.people)).profile));
    for (let left = dice.int(0, 2); left > 0; left -= 1) this.#poison();
    if (dice.chance(0.06)) this.#bulk();
    if (dice.chance(0.1)) this.#loginAndMore();
    for (let left = dice.int(0, 3); left > 0; left -= 1) this.#decide();
    if (this.#world.scheduler.faults.strikes('mailbox deep')) this.#others();
    this.#world.scheduler.at(this.endsAt, () => this.#mend());
    for (let left = dice.int(0, 4); left > 0; left -= 1) this.#saying();
  }

  /** Everybody's last action, so that each profile has met the last release. */
  pings(): void {
    for (const address of everybodysAddresses(this.people)) this.#door.post([this.#drafts.ping(address)]);
  }

  #when(run: (at: number) => void): void {
    const { scheduler } = this.#world;
    const at = this.#dice.int(scheduler.now, this.endsAt);
    scheduler.at(at, () => run(at));
  }

  /** Most have an address and give consent early on: otherwise hardly anything would ever be sent. */
  #everybodyIsKnown(): void {
    const { now } = this.#world.scheduler;
    for (const person of this.people) {
      if (this.#dice.chance(0.15)) continue;
      const where = this.#addressOf(person);
      const yes = this.#drafts.consent(where, 'Consent Given', now - MINUTE_MS);
      this.#door.post([this.#drafts.identify(person, where, now), yes]);
    }
  }

  #request(left: number): number {
    const dice = this.#dice;
    const size = Math.min(left, dice.chance(0.6) ? 1 : dice.int(2, 6));
    const { scheduler } = this.#world;
    const at = dice.int(scheduler.now, this.endsAt);
    const drafts = Array.from({ length: size }, () => this.#drafts.one(dice.pick(this.people), at));
    const byBus = dice.chance(0.15);
    scheduler.at(at, () => (byBus ? this.#door.bus(drafts) : this.#door.post(drafts)));
    return size;
  }

  #saying(): void {
    const where = this.#addressOf(this.#dice.pick(this.people));
    for (let times = this.#dice.int(1, 3); times > 0; times -= 1)
      this.#when(() => say(this.#world, this.#dice, where));
  }

  /** By a link of some message, possibly an old one. */
  #withdrawal(): void {
    const dice = this.#dice;
    const { profile } = this.#addressOf(dice.pick(this.people));
    const about = {
      k: 'u',
      p: profile,
      s: this.#world.nextId('old'),
      c: dice.pick(sendChannels),
      m: 'marketing',
    };
    const twice = dice.chance(0.2);
    this.#when(async () => {
      const token = await this.#world.stores.vault.signToken(about);
      pressUnsubscribe(this.#world, token);
      if (twice) pressUnsubscribe(this.#world, token);
    });
  }

  #release(): void {
    const dice = this.#dice;
    const program = dice.pick(programs);
    this.#when(async () => {
      const known = this.#world.releases.some(({ program: other }) => other === program);
      await this.#world.publish(program, known);
    });
  }

  #spend(): void {
    const dice = this.#dice;
    const size = dice.chance(0.15) ? dice.int(26, 60) : dice.int(1, 3);
    const row = (): SpendLine => ({
      date: new Date(this.#world.scheduler.now + dice.int(-1, 1) * 24 * 60 * MINUTE_MS)
        .toISOString()
        .slice(0, 10),
      channel: dice.pick([...sendChannels, 'display']),
      campaign: `c${dice.int(1, size)}`,
      amount: `${dice.int(1, 20)}.${dice.int(10, 99)}`,
      currency: dice.pick(['EUR', 'EUR', 'EUR', 'GBP']),
    });
    const rows = Array.from({ length: size }, row);
    this.#when(() => postSpend(this.#world, rows));
  }

  #poison(): void {
    const draft = this.#drafts.poison(this.#addressOf(this.#dice.pick(this.people)));
    this.#when(() => this.#door.poison(draft));
  }

  #mend(): void {
    const dice = this.#dice;
    const all = new Map(everybodysAddresses(this.people).map((address) => [address.profile, address]));
    releaseAll(this.#world, (mailbox: ProfileId) => {
      const address = all.get(mailbox);
      return address && dice.chance(0.7) ? this.#drafts.mended(address) : undefined;
    });
  }

  #bulk(): void {
    const where = this.#addressOf(this.#dice.pick(this.people));
    const size = this.#dice.int(100, 130);
    this.#world.scheduler.faults.saw('hundred in one batch');
    this.#when((at) => this.#door.post(this.#views(where, size, at), 3));
  }

  /** So many messages after a login that parking must end before the hand-over arrives. */
  #loginAndMore(): void {
    const login = this.people.map((person) => this.#drafts.login(person)).find((found) => found);
    if (!login) return;
    const size = this.#dice.int(30, 70);
    this.#when((at) => this.#door.post([login.first, ...this.#views(login.where, size, at)]));
  }

  #views(where: Address, size: number, at: number) {
    const dice = this.#dice;
    const times = [null, at, at - MINUTE_MS, at - 5 * MINUTE_MS];
    return Array.from({ length: size }, () =>
      this.#drafts.view(where, dice.pick(times), `p${dice.int(1, 9)}`),
    );
  }

  #decide(): void {
    const [budget, word] = [
      this.#dice.pick(sendChannels),
      this.#dice.pick(['adjust', 'approve', 'revert'] as const),
    ];
    const run = () => decide(this.#world, budget, word);
    // People prefer full hours; so does the guard.
    const { now } = this.#world.scheduler;
    const hour = Math.ceil(this.#dice.int(now, this.endsAt) / HOUR_MS) * HOUR_MS;
    if (this.#dice.chance(0.5)) this.#when(run);
    else this.#world.scheduler.at(hour + this.#dice.int(0, 500), run);
  }

  /** Other traffic: the mailbox is deep for a while. */
  #others(): void {
    const from = this.#dice.int(this.#world.scheduler.now, this.endsAt);
    this.#world.deep.push({ from, to: from + this.#dice.int(1, 40) * MINUTE_MS });
  }

  #addressOf(person: Person): Address {
    return this.#dice.pick(addressesOf(person));
  }
}
