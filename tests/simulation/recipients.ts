// Readers of delivered messages: they follow a link, or switch it off with one click, again where nobody answered.
import {
  countVisit,
  type RecipientPorts,
  readLink,
  unsubscribe,
} from '../../lib/application/receipts/serve-recipients.ts';
import { untilDone } from './clients.ts';
import type { Instance } from './instance.ts';
import { notingMailbox } from './noting.ts';
import { partsOf } from './parts.ts';
import type { World } from './world.ts';

const READER = { name: 'serve-recipients', limitMs: 10_000, triesMax: 12, restMs: 20_000 };

/** One click: the recipients' own way to say no. */
export function switchOff(world: World, token: string): void {
  let said: string[] = [];
  const press = async (instance: Instance) => {
    said = [];
    const ports = portsOn(world, instance, said);
    const link = await readLink(ports, 'u', token);
    if (!link) throw new Error('the link does not work');
    await unsubscribe(ports, link);
  };
  untilDone(world, READER, press, () => {
    world.scheduler.faults.saw('unsubscribed by link');
    world.ack(said);
    for (const id of said) world.switchedOff.push({ at: world.scheduler.now, id });
  });
}

/** Where counting fails the reader does not notice, so nobody asks again. */
export function followLink(world: World, token: string): void {
  const follow = async (instance: Instance) => {
    const ports = portsOn(world, instance, []);
    const link = (await readLink(ports, 'c', token)) ?? (await readLink(ports, 'o', token));
    if (!link) throw new Error('the link does not work');
    await countVisit(ports, link, 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0');
  };
  untilDone(world, { ...READER, triesMax: 1 }, follow);
}

function portsOn(world: World, instance: Instance, said: string[]): RecipientPorts {
  const ports: RecipientPorts = {
    ...partsOf(world, instance),
    mailbox: notingMailbox(world, instance, said),
  };
  return world.plants.recipients?.(ports) ?? ports;
}
