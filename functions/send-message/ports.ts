// The sender's ports on AWS, with the one way out of this function's channel.
import { randomUUID } from 'node:crypto';
import { dynamodb, kms, s3, sqs, ssm } from '../../lib/adapters/aws.ts';
import { dynamoBlockList } from '../../lib/adapters/dynamodb/block-list.ts';
import { dynamoBudgetStore } from '../../lib/adapters/dynamodb/budget-store.ts';
import { dynamoKeyStore } from '../../lib/adapters/dynamodb/key-store.ts';
import { dynamoProfileStore } from '../../lib/adapters/dynamodb/profile-store.ts';
import { dynamoProgramStore } from '../../lib/adapters/dynamodb/program-store.ts';
import { dynamoSendLog } from '../../lib/adapters/dynamodb/send-log.ts';
import { env, optionalEnv } from '../../lib/adapters/env.ts';
import { kmsVault } from '../../lib/adapters/kms/vault.ts';
import { s3ObjectStore } from '../../lib/adapters/s3/object-store.ts';
import { sqsQueue } from '../../lib/adapters/sqs/queue.ts';
import { parameterSecret } from '../../lib/adapters/ssm/secret.ts';
import { webhookProviders } from '../../lib/adapters/webhook/webhook-provider.ts';
import { leaseBudget } from '../../lib/application/budget/lease-budget.ts';
import { ProgramCache } from '../../lib/application/program/program-cache.ts';
import type { SenderPorts } from '../../lib/application/send/send-message.ts';
import { providers } from '../../lib/channels/providers.ts';
import type { Provider, Providers } from '../../lib/ports/provider.ts';
import { perChannel, type SendChannel } from '../../schemas/names.ts';

/** Long enough to serve many batches, short enough that what a crash holds back is soon free again. */
const LEASE_MS = 2 * 60_000;
const clock = (): number => Date.now();

export function senderPorts(channel: SendChannel, queueUrl: string, functionTimeoutMs: number): SenderPorts {
  const [profiles, systemTable] = [env('PROFILES_TABLE'), env('SYSTEM_TABLE')];
  const keyArn = env('SEAL_KEY_ARN');
  const store = dynamoProgramStore(dynamodb(), systemTable, s3ObjectStore(s3(), env('PROGRAM_BUCKET')));
  const lease = { leaseMs: LEASE_MS, graceMs: 2 * functionTimeoutMs, newId: () => randomUUID() };
  return {
    profiles: dynamoProfileStore(dynamodb(), profiles),
    keys: dynamoKeyStore(dynamodb(), { keys: env('KEYS_TABLE'), profiles }),
    blocks: dynamoBlockList(dynamodb(), profiles),
    vault: kmsVault({ kms: kms(), dynamodb: dynamodb(), keyArn, systemTable, clock }),
    log: dynamoSendLog(dynamodb(), env('SENDS_TABLE'), clock),
    spender: leaseBudget(dynamoBudgetStore(dynamodb(), env('MONEY_TABLE')), lease),
    programs: new ProgramCache(store, clock),
    sends: sqsQueue(sqs(), queueUrl),
    mailbox: sqsQueue(sqs(), env('MAILBOX_QUEUE_URL')),
    facts: sqsQueue(sqs(), env('FACTS_QUEUE_URL')),
    providers: providersOf(channel),
    clock,
  };
}

/** A call takes a third of the timeout at most, as those of AWS do. */
const WEBHOOK_TIMEOUT_MS = 10_000;

/** Of another channel's sends none should be in this queue: they wait, and the alarm on sends tried again says so. */
const misrouted: Provider<unknown> = {
  send: async () => ({ kind: 'again', reason: 'in the queue of another channel' }),
};

/** A company's gateway takes every channel where the installation names one. */
function providersOf(channel: SendChannel): Providers {
  const url = optionalEnv('WEBHOOK_URL');
  if (url === undefined) return { ...perChannel(() => misrouted), [channel]: providers[channel]() };
  return webhookProviders({
    url,
    secret: parameterSecret(ssm(), env('WEBHOOK_SECRET_PARAMETER'), clock),
    timeoutMs: WEBHOOK_TIMEOUT_MS,
    allowedAddresses: (optionalEnv('WEBHOOK_ALLOWED_ADDRESSES') ?? '').split(',').filter(Boolean),
    clock,
  });
}
