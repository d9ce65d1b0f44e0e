// Withdrawals in a request (I4): BLOCK stands before the mailbox hears of them, so the next send meets it however long the queue is.
import { SendChannel } from '../../schemas/primitives.ts';
import { CONSENT_WITHDRAWN, ConsentProperties } from '../domain/consent/take-consent.ts';
import type { BlockList } from '../ports/block-list.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { Identified } from './ingest-envelopes.ts';
import { block } from './withhold.ts';

export interface WithdrawalPorts {
  profiles: ProfileStore;
  blocks: BlockList;
}

export async function blockWithdrawn(
  ports: WithdrawalPorts,
  events: readonly Identified[],
  acceptedAt: number,
): Promise<void> {
  for (const { call, profile, index } of events) {
    if (call.name !== CONSENT_WITHDRAWN || call.kind !== 'track') continue;
    const { purpose, channels } = ConsentProperties.parse(call.properties);
    for (const channel of SendChannel.options)
      if (!channels || channels.includes(channel))
        await block(ports, profile, { channel, reason: 'withdrawn', purpose, acceptedAt, index });
  }
}
