// What providers report of what they delivered: late, out of order, twice. Bounces and complaints forbid the address.
import { type ReceiptPorts, recordProviderEvent } from '../../lib/application/record-receipts.ts';
import type { ProviderEvent } from '../../schemas/receipts.ts';
import type { Call } from './evidence.ts';
import type { Instance } from './instance.ts';
import { queueOf } from './queues.ts';
import type { World } from './world.ts';

const SILENT = 0.3;
const LATEST_MS = 10 * 60_000;
const LIMIT_MS = 30_000;

/** The provider may report on this call. */
export function report(world: World, call: Call): void {
  const { scheduler } = world;
  const { dice } = scheduler;
  if (dice.chance(SILENT) || call.channel === 'push') return;
  const what = dice.pick(['Delivery', 'Delivery', 'Delivery', 'Open', 'Bounce', 'Complaint']);
  const bad = what === 'Bounce' || (what === 'Complaint' && call.channel === 'email');
  const event = eventOf(call, what, world.nextId('report'), scheduler.now);
  const times = scheduler.faults.strikes('delivered twice') ? 2 : 1;
  for (let i = 0; i < times; i += 1)
    scheduler.after(dice.int(0, LATEST_MS), () => record(world, call, event, bad));
}

function record(world: World, call: Call, event: ProviderEvent, bad: boolean): void {
  const { scheduler } = world;
  const instance = world.instance('receipts');
  let done = false;
  const work = async () => {
    await recordProviderEvent(portsOf(world, instance), event);
    done = true;
    if (!bad) return;
    scheduler.faults.saw('bounced');
    world.faults.push({ at: scheduler.now, sendId: call.sendId });
  };
  instance.invoke(LIMIT_MS, work, () => undefined);
  scheduler.after(LIMIT_MS + 1_000, () => {
    if (!done) record(world, call, event, bad);
  });
}

function portsOf(world: World, instance: Instance): ReceiptPorts {
  const { stores, scheduler } = world;
  return {
    profiles: instance.port('profiles', stores.profiles),
    blocks: instance.port('blocks', stores.blocks),
    mailbox: queueOf(scheduler, instance, 'mailbox', stores.mailbox, () => world.poll('mailbox')),
    facts: queueOf(scheduler, instance, 'facts', stores.facts, () => undefined),
    log: instance.port('sendLog', stores.sendLog),
    addresses: instance.port('addresses', stores.addresses),
    vault: stores.vault,
    clock: instance.clock,
  };
}

function eventOf({ sendId, channel }: Call, what: string, id: string, at: number): ProviderEvent {
  const time = new Date(at).toISOString();
  if (channel === 'sms') {
    const messageStatus = what === 'Bounce' ? 'INVALID' : 'DELIVERED';
    const detail = { eventType: 'TEXT', messageId: id, messageStatus, isFinal: true, context: { sendId } };
    return { id, time, source: 'aws.sms-voice', detail: { ...detail, totalMessagePrice: 0.05 } };
  }
  const mail = { messageId: id, tags: { sendId: [sendId] } };
  const bounce = what === 'Bounce' ? { bounce: { bounceType: 'Permanent' } } : {};
  return { id, time, source: 'aws.ses', detail: { eventType: what, mail, ...bounce } };
}
