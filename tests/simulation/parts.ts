// The parts of an installation as one process reaches them: each operation on them may fail or kill the process.
import type { DoorSettings } from '../../lib/ports/door-settings.ts';
import type { Log } from '../../lib/ports/log.ts';
import type { Redelivery } from '../../lib/ports/queue.ts';
import type { Instance } from './instance.ts';
import { queueOf } from './queues.ts';
import type { RoleName, World } from './world.ts';

export function partsOf(world: World, instance: Instance) {
  const { stores } = world;
  return {
    profiles: instance.port('profiles', stores.profiles),
    keys: instance.port('keys', stores.keys),
    blocks: instance.port('blocks', stores.blocks),
    addresses: instance.port('addresses', stores.addresses),
    programs: instance.port('programs', stores.programs),
    quarantine: instance.port('quarantine', stores.quarantine),
    doorSettings: instance.port('doorSettings', {
      current: async (): Promise<DoorSettings> => ({ sealed: [], purposes: ['marketing', 'news'] }),
    }),
    sendLog: instance.port('sendLog', stores.sendLog),
    budgets: instance.port('budgets', stores.budgets),
    money: instance.port('money', stores.money),
    marks: instance.port('marks', stores.marks),
    announcer: instance.port('announcer', stores.announcer),
    vault: stores.vault,
    shortLinks: instance.port('shortLinks', stores.shortLinks),
    mailbox: queueOf(world, instance, 'mailbox'),
    timers: queueOf(world, instance, 'timers'),
    facts: queueOf(world, instance, 'facts'),
    apiUrl: 'https://api.example',
    clock: instance.clock,
    log: logOf(world, instance),
  };
}

/** Failures go into the run's own log; the rest is in the world's record of commits and calls. */
function logOf({ scheduler }: World, instance: Instance): Log {
  const silent = (): void => undefined;
  return {
    ...{ debug: silent, info: silent, warn: silent },
    error: (message, { error, ...about } = {}) =>
      scheduler.log(() => `${instance.name}: ${message} ${Object.values(about)}: ${String(error)}`),
  };
}

export function redeliveryOf(world: World, instance: Instance, name: RoleName): Redelivery {
  return {
    retryIn: (receipts, seconds) =>
      instance.operate(`${name}.retryIn`, {
        effect: async () => {
          for (const receipt of receipts) world.queue(name).release(receipt, seconds * 1000);
          world.poll(name, seconds * 1000);
        },
      }),
  };
}
