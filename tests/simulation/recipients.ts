// Readers of delivered messages: they follow a link or unsubscribe with one click, and repeat it if there was no
// response.
import {
  countVisit,
  type RecipientPorts,
  readLink,
  unsubscribe,
} from '../../lib/application/receipts/serve-recipients.ts';
import { untilDone } from './clients.ts';
import type { Instance } from './instance.ts';
import { partsOf } from './parts.ts';
import { recordingMailbox } from './recording-mailbox.ts';
import type { World } from './world.ts';

const READER = { name: 'serve-recipients', limitMs: 10_000, triesMax: 12, restMs: 20_000 };

/** One click: the recipients' own withdrawal. */
export function pressUnsubscribe(world: World, token: string): void {
  let ids: string[] = [];
  const press = async (instance: Instance) => {
    ids = [];
    const ports = portsOn(world, instance, ids);
    const link = await readLink(ports, 'u', token);
    if (!link) throw new Error('the link does not work');
    await unsubscribe(ports, link);
  };
  untilDone(world, READER, press, () => {
    world.scheduler.faults.saw('unsubscribed by link');
    world.ack(ids);
    for (const id of ids) world.unsubscribes.push({ at: world.scheduler.now, id });
  });
}

/** A failure to count is not visible to the reader, so nobody repeats it. */
export function followLink(world: World, token: string): void {
  const follow = async (instance: Instance) => {
    const ports = portsOn(world, instance, []);
    const link = (await readLink(ports, 'c', token)) ?? (await readLink(ports, 'o', token));
    if (!link) throw new Error('the link does not work');
    await countVisit(ports, link, 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0');
  };
  untilDone(world, { ...READER, triesMax: 1 }, follow);
}

function portsOn(world: World, instance: Instance, ids: string[]): RecipientPorts {
  const ports: RecipientPorts = {
    ...partsOf(world, instance),
    mailbox: recordingMailbox(world, instance, ids),
  };
  return world.plants.recipients?.(ports) ?? ports;
}
