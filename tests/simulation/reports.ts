// What providers report of what they delivered: late, out of order, twice. Bounces and complaints forbid the address.
import {
  type ReceiptPorts,
  recordInboundSms,
  recordProviderEvent,
} from '../../lib/application/record-receipts.ts';
import type { ProviderEvent } from '../../schemas/receipts.ts';
import type { Call } from './evidence.ts';
import type { Instance } from './instance.ts';
import { queueOf } from './queues.ts';
import type { World } from './world.ts';

const SILENT = 0.3;
const STOPS = 0.3;
const LATEST_MS = 10 * 60_000;
const LIMIT_MS = 30_000;

/** The provider may report on this call, and its reader may answer. */
export function report(world: World, call: Call): void {
  const { scheduler } = world;
  const { dice } = scheduler;
  if (dice.chance(SILENT) || call.channel === 'push') return;
  const what = dice.pick(['Delivery', 'Delivery', 'Delivery', 'Open', 'Bounce', 'Complaint']);
  const bad = what === 'Bounce' || (what === 'Complaint' && call.channel === 'email');
  const event = eventOf(call, what, world.nextId('report'), scheduler.now);
  const times = scheduler.faults.strikes('delivered twice') ? 2 : 1;
  const bounced = () => {
    if (!bad) return;
    scheduler.faults.saw('bounced');
    world.faults.push({ at: scheduler.now, sendId: call.sendId });
  };
  for (let i = 0; i < times; i += 1)
    scheduler.after(dice.int(0, LATEST_MS), () =>
      untilDone(world, (ports) => recordProviderEvent(ports, event), bounced),
    );
  const { to } = call;
  if (to && !bad && dice.chance(STOPS)) scheduler.after(dice.int(0, LATEST_MS), () => stop(world, to));
}

function stop(world: World, to: string): void {
  const sms = { originationNumber: to, messageBody: 'Stop!', inboundMessageId: world.nextId('stop') };
  let acceptedAt = 0;
  const record = (ports: ReceiptPorts) => {
    acceptedAt = ports.clock();
    return recordInboundSms(ports, sms);
  };
  untilDone(world, record, () => {
    world.scheduler.faults.saw('stopped');
    world.stopped.push({ at: world.scheduler.now, acceptedAt, to });
  });
}

/** As the bus does it: what failed comes again. */
function untilDone(world: World, record: (ports: ReceiptPorts) => Promise<unknown>, then: () => void): void {
  const instance = world.instance('receipts');
  let done = false;
  const work = async () => {
    await record(portsOf(world, instance));
    done = true;
    then();
  };
  instance.invoke(LIMIT_MS, work, () => undefined);
  world.scheduler.after(LIMIT_MS + 1_000, () => {
    if (!done) untilDone(world, record, then);
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
