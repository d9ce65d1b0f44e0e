// The actor: folds a batch of the mailbox into profiles (lib/application/commit/handle-mailbox.ts).
import { logger } from '../../lib/adapters/logger.ts';
import * as parts from '../../lib/adapters/parts.ts';
import { onQueue } from '../../lib/adapters/sqs/batch.ts';
import { commitMailbox } from '../../lib/wiring/commit.ts';

export const handler = onQueue(() =>
  commitMailbox({
    profiles: parts.profiles(),
    keys: parts.keys(),
    blocks: parts.blocks(),
    addresses: parts.addresses(),
    programs: parts.programs(),
    quarantine: parts.quarantine(),
    vault: parts.vault(),
    mailbox: parts.mailbox(),
    timers: parts.timers(),
    facts: parts.facts(),
    sends: parts.allSends(),
    redelivery: parts.mailboxRedelivery(),
    log: logger,
    clock: parts.clock,
  }),
);
