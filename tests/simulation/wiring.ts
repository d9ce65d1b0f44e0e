// Each function fed by a queue, on one instance's parts: what functions/<name>/handler.ts does in the cloud.
import type { Received } from '../../lib/adapters/in-memory/queue.ts';
import type { HandleBatch } from '../../lib/ports/queue.ts';
import { type CommitParts, commitMailbox } from '../../lib/wiring/commit.ts';
import { projectFacts } from '../../lib/wiring/money.ts';
import { type SendParts, sendMessages } from '../../lib/wiring/send.ts';
import { deliverTimers } from '../../lib/wiring/wakes.ts';
import type { SendRequest, Timer } from '../../schemas/effects.ts';
import type { FactsMessage } from '../../schemas/facts.ts';
import type { Envelope } from '../../schemas/mailbox.ts';
import { perChannel, type SendChannel } from '../../schemas/names.ts';
import type { Instance } from './instance.ts';
import { partsOf, redeliveryOf } from './parts.ts';
import { providersOf } from './providers.ts';
import { queueOf } from './queues.ts';
import { read, report } from './reports.ts';
import { TIMEOUT_MS } from './schedules.ts';
import type { World } from './world.ts';

/** Handles a batch; returns what must be redelivered. */
export type Handler<T> = (batch: readonly Received<T>[]) => Promise<Set<string>>;

function handlerOf<T>(handle: HandleBatch): Handler<T> {
  return async (batch) => {
    const records = batch.map(({ messageId, receipt, body, group, receiveCount }) => ({
      messageId,
      receiptHandle: receipt,
      body: JSON.stringify(body),
      group: group ?? '',
      receiveCount,
    }));
    return new Set(await handle(records));
  };
}

export function stepProfileOn(world: World, instance: Instance): Handler<Envelope> {
  const send = (channel: SendChannel) => queueOf(world, instance, `sends-${channel}`);
  const parts: CommitParts = {
    ...partsOf(world, instance),
    sends: perChannel(send),
    redelivery: redeliveryOf(world, instance, 'mailbox'),
  };
  return handlerOf(commitMailbox(world.plants.step?.(parts) ?? parts));
}

export function sendMessageOn(world: World, instance: Instance, channel: SendChannel): Handler<SendRequest> {
  const { stores, scheduler, plants, calls } = world;
  const parts: SendParts = {
    ...partsOf(world, instance),
    budgets: instance.port('budgets', plants.budgets?.(stores.budgets) ?? stores.budgets),
    sends: queueOf(world, instance, `sends-${channel}`),
    redelivery: redeliveryOf(world, instance, `sends-${channel}`),
    providers: providersOf(scheduler, instance, calls, (call) => {
      report(world, call);
      read(world, call);
    }),
    newId: () => world.nextId('lease'),
    linkBaseUrl: 'https://l.example',
    functionTimeoutMs: TIMEOUT_MS,
  };
  return handlerOf(sendMessages(plants.send?.(parts) ?? parts));
}

export const deliverWakesOn = (world: World, instance: Instance): Handler<Timer> =>
  handlerOf(deliverTimers(partsOf(world, instance)));

export function projectFactsOn(world: World, instance: Instance): Handler<FactsMessage> {
  const { stores, plants } = world;
  const money = instance.port('money', plants.money?.(stores.money) ?? stores.money);
  const handle = projectFacts({ ...partsOf(world, instance), money });
  return handlerOf(async (batch) => {
    const failed = await handle(batch);
    return plants.deaf ? [] : failed;
  });
}
