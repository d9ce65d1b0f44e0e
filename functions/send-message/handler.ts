// The sender of one channel (named by CHANNEL): a batch of its queue, with at most one provider call per message
// (lib/application/send/send-message.ts).
import { randomUUID } from 'node:crypto';
import { env } from '../../lib/adapters/env.ts';
import { logger } from '../../lib/adapters/logger.ts';
import * as parts from '../../lib/adapters/parts.ts';
import { onQueue } from '../../lib/adapters/sqs/batch.ts';
import { sendMessages } from '../../lib/wiring/send.ts';
import { sendChannel } from '../../schemas/names.ts';
import { providersOf } from './providers.ts';

/** A refused call is tried again after a quarter of an hour at most (retry.ts). */
const DELAYED = { delayMs: 15 * 60_000 };

export const handler = onQueue(() => {
  const channel = sendChannel(env('CHANNEL'));
  return sendMessages({
    profiles: parts.profiles(),
    keys: parts.keys(),
    blocks: parts.blocks(),
    vault: parts.vault(),
    shortLinks: parts.shortLinks(),
    sendLog: parts.sendLog(),
    budgets: parts.budgets(),
    programs: parts.programs(),
    sends: parts.sends(channel),
    redelivery: parts.sendsRedelivery(channel),
    mailbox: parts.mailbox(),
    facts: parts.facts(),
    providers: providersOf(channel),
    newId: () => randomUUID(),
    linkBaseUrl: env('LINK_BASE_URL'),
    functionTimeoutMs: Number(env('FUNCTION_TIMEOUT_SECONDS')) * 1000,
    log: logger,
    clock: parts.clock,
  });
}, DELAYED);
