// The production code of each function, on one instance's ports: what functions/<name>/handler.ts does in the cloud.

import type { InMemoryQueue, Received } from '../../lib/adapters/in-memory/queue.ts';
import { leaseBudget } from '../../lib/application/budget/lease-budget.ts';
import { handleMailbox, type MailboxPorts } from '../../lib/application/commit/handle-mailbox.ts';
import { receiveFacts } from '../../lib/application/money/receive-facts.ts';
import { CompiledPrograms } from '../../lib/application/program/compiled-programs.ts';
import { ProgramCache } from '../../lib/application/program/program-cache.ts';
import { type SendBatchPorts, sendBatch } from '../../lib/application/send/send-batch.ts';
import { type SenderPorts, SendMessage } from '../../lib/application/send/send-message.ts';
import { deliverWakes } from '../../lib/application/wakes/deliver-wakes.ts';
import type { Redelivery } from '../../lib/ports/queue.ts';
import type { SendRequest, Timer } from '../../schemas/effects.ts';
import type { Fact, FactsMessage } from '../../schemas/facts.ts';
import type { Envelope } from '../../schemas/mailbox.ts';
import { perChannel, type SendChannel } from '../../schemas/names.ts';
import type { Instance } from './instance.ts';
import { providersOf } from './providers.ts';
import { queueOf } from './queues.ts';
import { read, report } from './reports.ts';
import { TIMEOUT_MS } from './schedules.ts';
import type { RoleName, World } from './world.ts';

const LEASE_MS = 120_000;

/** Handles a batch; answers what is to come again. */
export type Handler<T> = (batch: readonly Received<T>[]) => Promise<Set<string>>;

export function stepProfileOn(world: World, instance: Instance): Handler<Envelope> {
  const { stores } = world;
  const programs = instance.port('programs', stores.programs);
  const ports: MailboxPorts = {
    profiles: instance.port('profiles', stores.profiles),
    keys: instance.port('keys', stores.keys),
    blocks: instance.port('blocks', stores.blocks),
    addresses: instance.port('addresses', stores.addresses),
    programs: new CompiledPrograms(new ProgramCache(programs, instance.clock), programs),
    quarantine: instance.port('quarantine', stores.quarantine),
    vault: stores.vault,
    ...queuesOf(world, instance),
    redelivery: redeliveryOf(world, instance, 'mailbox', stores.mailbox),
    onFailure: (profile, error) =>
      world.scheduler.log(() => `${instance.name} ${profile} fails: ${String(error)}`),
    clock: instance.clock,
  };
  const planted = world.plants.step?.(ports) ?? ports;
  return async (batch) => {
    const records = batch.map(({ messageId, receipt, body, group, receiveCount }) => ({
      messageId,
      receiptHandle: receipt,
      body: JSON.stringify(body),
      group: group ?? '',
      receiveCount,
    }));
    return new Set(await handleMailbox(planted, records));
  };
}

function queuesOf(world: World, instance: Instance) {
  const { stores, scheduler } = world;
  const send = (channel: SendChannel) =>
    queueOf(scheduler, instance, `sends-${channel}`, stores.sends[channel], () =>
      world.poll(`sends-${channel}`),
    );
  return {
    mailbox: queueOf(scheduler, instance, 'mailbox', stores.mailbox, () => world.poll('mailbox')),
    timers: queueOf(scheduler, instance, 'timers', stores.timers, () => world.poll('timers')),
    facts: queueOf<Fact>(scheduler, instance, 'facts', stores.facts, () => world.poll('facts')),
    sends: perChannel(send),
  };
}

export function sendMessageOn(world: World, instance: Instance, channel: SendChannel): Handler<SendRequest> {
  const { stores, scheduler } = world;
  const { mailbox, facts, sends } = queuesOf(world, instance);
  const ports: SenderPorts = {
    profiles: instance.port('profiles', stores.profiles),
    keys: instance.port('keys', stores.keys),
    blocks: instance.port('blocks', stores.blocks),
    vault: stores.vault,
    log: instance.port('sendLog', stores.sendLog),
    spender: leaseBudget(instance.port('budgets', world.plants.budgets?.(stores.budgets) ?? stores.budgets), {
      leaseMs: LEASE_MS,
      graceMs: 2 * TIMEOUT_MS,
      newId: () => world.nextId('lease'),
    }),
    programs: new ProgramCache(instance.port('programs', stores.programs), instance.clock),
    mailbox,
    facts,
    sends: sends[channel],
    providers: providersOf(scheduler, instance, world.calls, (call) => {
      report(world, call);
      read(world, call);
    }),
    clock: instance.clock,
  };
  const sender = new SendMessage(world.plants.send?.(ports) ?? ports, {
    linkBaseUrl: 'https://l.example',
    functionTimeoutMs: TIMEOUT_MS,
  });
  const batchPorts: SendBatchPorts = {
    sender,
    redelivery: redeliveryOf(world, instance, `sends-${channel}`, stores.sends[channel]),
    functionTimeoutMs: TIMEOUT_MS,
    onFailure: (id, error) => scheduler.log(() => `${instance.name} ${id} fails: ${String(error)}`),
  };
  return async (batch) => {
    const records = batch.map(({ messageId, receipt, body, receiveCount }) => ({
      messageId,
      receiptHandle: receipt,
      body: JSON.stringify(body),
      receiveCount,
    }));
    return new Set(await sendBatch(batchPorts, records));
  };
}

function redeliveryOf<T>(
  world: World,
  instance: Instance,
  name: RoleName,
  queue: InMemoryQueue<T>,
): Redelivery {
  return {
    retryIn: (receipts, seconds) =>
      instance.operate(`${name}.retryIn`, {
        effect: async () => {
          for (const receipt of receipts) queue.release(receipt, seconds * 1000);
          world.poll(name, seconds * 1000);
        },
      }),
  };
}

export function deliverWakesOn(world: World, instance: Instance): Handler<Timer> {
  const { mailbox } = queuesOf(world, instance);
  return async (batch) =>
    new Set(
      await deliverWakes(
        mailbox,
        batch.map(({ messageId, body }) => ({ messageId, timer: body })),
      ),
    );
}

export function projectFactsOn(world: World, instance: Instance): Handler<FactsMessage> {
  const { stores, plants, scheduler } = world;
  const ports = {
    money: instance.port('money', plants.money?.(stores.money) ?? stores.money),
    programs: new ProgramCache(instance.port('programs', stores.programs), instance.clock),
    onFailure: (id: string, error: unknown) =>
      scheduler.log(() => `${instance.name} ${id} fails: ${String(error)}`),
  };
  return async (batch) => {
    const records = batch.map(({ messageId, body }) => ({ messageId, body: JSON.stringify(body) }));
    const failed = await receiveFacts(ports, records);
    return new Set(plants.deaf ? [] : failed);
  };
}
