/**
 * Step 5 of the commit: performs the effects of a committed state. Running it again for the same commit has the same
 * result: sends and facts have ids of their own, and mail carries a deduplication id made of profile and version.
 */

import type { Effect, SendRequest, Timer } from '../../../schemas/effects.ts';
import type { Fact } from '../../../schemas/facts.ts';
import type { Envelope } from '../../../schemas/mailbox.ts';
import { perChannel, profileIdLetters, type SendChannel, sendChannels } from '../../../schemas/names.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';
import { deviceTaken } from '../../domain/actor/take-device.ts';
import { hashText } from '../../domain/hash.ts';
import type { BlockList } from '../../ports/block-list.ts';
import type { KeyStore } from '../../ports/key-store.ts';
import type { AddressBook } from '../../ports/profile-store.ts';
import type { Queue, Queued } from '../../ports/queue.ts';
import { putAll } from '../../ports/queue.ts';
import { keysOf } from '../intake/set-aside.ts';
import { inMailbox } from '../mailbox.ts';

export interface OutPorts {
  mailbox: Queue<Envelope>;
  timers: Queue<Timer>;
  facts: Queue<Fact>;
  sends: Record<SendChannel, Queue<SendRequest>>;
  keys: KeyStore;
  blocks: BlockList;
  addresses: AddressBook;
  clock: () => number;
}

const DELAY_SECONDS_MAX = 900;

/** Throws Unavailable if anything was not taken: everything is enqueued again when the messages are redelivered. */
export async function enqueueOut(
  ports: OutPorts,
  profile: ProfileId,
  version: number,
  effects: readonly Effect[],
): Promise<void> {
  if (!effects.length) return;
  const mail: Queued<Envelope>[] = [];
  const timers: Queued<Timer>[] = [];
  const facts: Queued<Fact>[] = [];
  const sends = perChannel((): Queued<SendRequest>[] => []);
  const rows: (() => Promise<void>)[] = [];
  for (const [i, effect] of effects.entries()) {
    switch (effect.type) {
      case 'send':
        sends[effect.request.channel].push({ body: effect.request });
        break;
      case 'timer':
        timers.push({
          body: { v: 1, profile, wakeAt: effect.wakeAt },
          delaySeconds: delayUntil(effect.wakeAt, ports.clock()),
        });
        break;
      case 'fact':
        facts.push({ body: effect.fact });
        break;
      case 'mail':
        mail.push(await letter(ports, profile, effect, `${profile}:${version}:${i}`));
        break;
      case 'address':
        rows.push(() => own(ports, profile, effect));
        break;
      case 'lift-block':
        rows.push(() => ports.blocks.lift(profile, effect));
        break;
      case 'block-address': {
        const { address, type: _, ...withdrawal } = effect;
        rows.push(() => ports.blocks.put(address, { reason: 'withdrawn', ...withdrawal }));
        break;
      }
      default:
        effect satisfies never;
    }
  }
  // Before the sends: a send that a consent brought about must not meet the suppression that this consent lifts.
  await all(rows.map((row) => row()));
  await all([
    putAll(ports.mailbox, mail),
    putAll(ports.timers, timers),
    putAll(ports.facts, facts),
    ...sendChannels.map((channel) => putAll(ports.sends[channel], sends[channel])),
  ]);
}

/** A device has one owner; mail and phone addresses may be shared. The former owner hears of it first: a retry finds no other. */
async function own(
  { addresses, mailbox }: Pick<OutPorts, 'addresses' | 'mailbox'>,
  profile: ProfileId,
  { address, at }: Extract<Effect, { type: 'address' }>,
): Promise<void> {
  const before = isDevice(address) ? await addresses.find(address) : undefined;
  if (before !== undefined && before !== profile)
    await putAll(mailbox, [inMailbox(before, deviceTaken(address, profile, at))]);
  await addresses.put(address, profile, at);
}

const isDevice = (address: ProfileId): boolean => address.startsWith(`${profileIdLetters.device}-`);

/** Waits for every promise before it throws, so that nothing is left running. */
async function all(running: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(running)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

function delayUntil(at: number, now: number): number {
  return Math.min(DELAY_SECONDS_MAX, Math.max(0, Math.floor((at - now) / 1000)));
}

async function letter(
  ports: OutPorts,
  profile: ProfileId,
  effect: Extract<Effect, { type: 'mail' }>,
  id: string,
): Promise<Queued<Envelope>> {
  // Only the keys of the values in it: a long history leaves more keys in its pages than a message can carry.
  const own = effect.withKeys ? keysOf(await ports.keys.all(profile), JSON.stringify(effect.messages)) : {};
  const keys = { ...effect.keys, ...own };
  const body: Envelope = {
    v: 1,
    profile: effect.to,
    keys,
    messages: effect.messages,
    ...(effect.trace === undefined ? {} : { trace: effect.trace }),
  };
  return { body, group: effect.to, deduplicationId: hashText(id) };
}
