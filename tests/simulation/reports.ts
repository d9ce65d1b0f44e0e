// What providers report of what they delivered: late, out of order, twice. Bounces and complaints forbid the address.
import {
  type ReceiptPorts,
  recordAnswer,
  recordProviderEvent,
} from '../../lib/application/receipts/record-receipts.ts';
import { smsAnswer } from '../../lib/channels/sms/receipts.ts';
import type { Fact } from '../../schemas/facts.ts';
import type { ProviderEvent } from '../../schemas/receipts.ts';
import { untilDone } from './clients.ts';
import type { Call } from './evidence.ts';
import type { Instance } from './instance.ts';
import { notingMailbox } from './noting.ts';
import { queueOf } from './queues.ts';
import { followLink, switchOff } from './recipients.ts';
import type { World } from './world.ts';

const SILENT = 0.3;
const STOPS = 0.3;
const LATEST_MS = 10 * 60_000;
/** As the bus does it: what failed comes again. */
const BUS = { name: 'record-receipts', limitMs: 30_000 };
const SMS_MICROS = 50_000;
const CLICKS = 0.3;
const SWITCHES_OFF = 0.08;

/** The provider may report on this call, and its reader may answer. */
export function report(world: World, call: Call): void {
  const { scheduler } = world;
  const { dice } = scheduler;
  if (dice.chance(SILENT) || call.channel === 'push') return;
  const what = dice.pick(['Delivery', 'Delivery', 'Delivery', 'Open', 'Bounce', 'Complaint']);
  const bad = what === 'Bounce' || (what === 'Complaint' && call.channel === 'email');
  const event = eventOf(call, what, world.nextId('report'), scheduler.now);
  const times = scheduler.faults.strikes('delivered twice') ? 2 : 1;
  const done = () => {
    if (call.channel === 'sms') world.prices.set(call.sendId, SMS_MICROS);
    if (!bad) return;
    scheduler.faults.saw('bounced');
    world.faults.push({ at: scheduler.now, sendId: call.sendId });
  };
  for (let i = 0; i < times; i += 1)
    scheduler.after(dice.int(0, LATEST_MS), () =>
      again(world, (ports) => recordProviderEvent(ports, event), done),
    );
  const { to } = call;
  if (to && !bad && dice.chance(STOPS)) scheduler.after(dice.int(0, LATEST_MS), () => stop(world, to));
}

function stop(world: World, to: string): void {
  const sms = { originationNumber: to, messageBody: 'Stop!', inboundMessageId: world.nextId('stop') };
  let acceptedAt = 0;
  const record = (ports: ReceiptPorts) => {
    acceptedAt = ports.clock();
    return recordAnswer(ports, smsAnswer(sms));
  };
  again(world, record, () => {
    world.scheduler.faults.saw('stopped');
    world.stopped.push({ at: world.scheduler.now, acceptedAt, to });
  });
}

function again(world: World, record: (ports: ReceiptPorts) => Promise<unknown>, then: () => void): void {
  let said: string[] = [];
  const work = async (instance: Instance) => {
    said = [];
    await record(portsOf(world, instance, said));
  };
  untilDone(world, BUS, work, () => {
    world.ack(said);
    then();
  });
}

/** What its reader does with it. */
export function read(world: World, { links }: Call): void {
  const { scheduler } = world;
  const { dice } = scheduler;
  if (!links) return;
  const { off, looks } = links;
  const later = (run: () => void) => scheduler.after(dice.int(0, LATEST_MS), run);
  if (off && dice.chance(SWITCHES_OFF)) later(() => switchOff(world, off));
  for (const token of looks) if (dice.chance(CLICKS)) later(() => followLink(world, token));
}

function portsOf(world: World, instance: Instance, said: string[]): ReceiptPorts {
  const { stores, scheduler } = world;
  return {
    profiles: instance.port('profiles', stores.profiles),
    blocks: instance.port('blocks', stores.blocks),
    mailbox: notingMailbox(world, instance, said),
    facts: queueOf<Fact>(scheduler, instance, 'facts', stores.facts, () => world.poll('facts')),
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
    return { id, time, source: 'aws.sms-voice', detail: { ...detail, totalMessagePrice: SMS_MICROS / 1e6 } };
  }
  const mail = { messageId: id, tags: { sendId: [sendId] } };
  const bounce = what === 'Bounce' ? { bounce: { bounceType: 'Permanent' } } : {};
  return { id, time, source: 'aws.ses', detail: { eventType: what, mail, ...bounce } };
}
