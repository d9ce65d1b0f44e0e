// Providers' reports about delivered messages: late, out of order, twice. Bounces and complaints suppress the address.
import { type ReceiptRecorder, recordReceipts } from '../../lib/wiring/receipts.ts';
import type { ProviderEvent } from '../../schemas/receipts.ts';
import { untilDone } from './clients.ts';
import type { Call } from './evidence.ts';
import type { Instance } from './instance.ts';
import { partsOf } from './parts.ts';
import { followLink, pressUnsubscribe } from './recipients.ts';
import { recordingMailbox } from './recording-mailbox.ts';
import type { World } from './world.ts';

const SILENT = 0.3;
const STOPS = 0.3;
const LATEST_MS = 10 * 60_000;
/** Like the bus: what failed is redelivered. */
const BUS = { name: 'record-receipts', limitMs: 30_000 };
const SMS_MICROS = 50_000;
const CLICKS = 0.3;
const SWITCHES_OFF = 0.08;

/** The provider may report on this call, and its reader may reply. */
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
      again(world, (recorder) => recorder.takeEvent({ ...event }), done),
    );
  const { to } = call;
  if (to && !bad && dice.chance(STOPS)) scheduler.after(dice.int(0, LATEST_MS), () => stop(world, to));
}

function stop(world: World, to: string): void {
  const sms = { originationNumber: to, messageBody: 'Stop!', inboundMessageId: world.nextId('stop') };
  let acceptedAt = 0;
  const record = (recorder: ReceiptRecorder, instance: Instance) => {
    acceptedAt = instance.clock();
    return recorder.takeSms(JSON.stringify(sms));
  };
  again(world, record, () => {
    world.scheduler.faults.saw('stopped');
    world.stopped.push({ at: world.scheduler.now, acceptedAt, to });
  });
}

function again(
  world: World,
  record: (recorder: ReceiptRecorder, instance: Instance) => Promise<void>,
  then: () => void,
): void {
  let ids: string[] = [];
  const work = async (instance: Instance) => {
    ids = [];
    await record(recorderOf(world, instance, ids), instance);
  };
  untilDone(world, BUS, work, () => {
    world.ack(ids);
    then();
  });
}

/** The reader's actions. */
export function read(world: World, { links }: Call): void {
  const { scheduler } = world;
  const { dice } = scheduler;
  if (!links) return;
  const { off, looks } = links;
  const later = (run: () => void) => scheduler.after(dice.int(0, LATEST_MS), run);
  if (off && dice.chance(SWITCHES_OFF)) later(() => pressUnsubscribe(world, off));
  for (const token of looks) if (dice.chance(CLICKS)) later(() => followLink(world, token));
}

function recorderOf(world: World, instance: Instance, ids: string[]): ReceiptRecorder {
  const mailbox = recordingMailbox(world, instance, ids);
  return recordReceipts({ ...partsOf(world, instance), mailbox });
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
