// Withdrawals in a request (I4): the suppression is stored before the message enters the mailbox, so the next send
// meets it however long the queue is. A withdrawal that was taken in before (I2) was stored then: posted again, it
// must not undo a later consent.

import { type SendChannel, sendChannels } from '../../../schemas/names.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';
import { channels } from '../../channels/channels.ts';
import { readConsent } from '../../domain/consent/consent-event.ts';
import { withdraws } from '../../domain/intake/consent-call.ts';
import type { ReadCall } from '../../domain/intake/read-call.ts';
import { addressesOf } from '../../domain/intake/to-event.ts';

import { indexPage } from '../../domain/profile/history.ts';
import { idHash, isSeen } from '../../domain/profile/seen.ts';
import type { Sealer } from '../../domain/sealing/sealer.ts';
import type { BlockList } from '../../ports/block-list.ts';
import type { ProfileStore } from '../../ports/profile-store.ts';
import { block } from '../suppression/suppress.ts';
import type { Identified } from './ingest-envelopes.ts';

export interface WithdrawalPorts {
  profiles: ProfileStore;
  blocks: BlockList;
}

export async function blockWithdrawn(
  ports: WithdrawalPorts,
  events: readonly Identified[],
  acceptedAt: number,
  ids: Pick<Sealer, 'addressId'>,
): Promise<void> {
  for (const { call, profile, id, index } of events) {
    if (!withdraws(call)) continue;
    if (await wasTakenIn(ports.profiles, profile, id.id)) continue;
    const { purpose, channels: named } = readConsent(call.properties);
    for (const channel of sendChannels) {
      if (named && !named.includes(channel)) continue;
      const withdrawn = { channel, reason: 'withdrawn', purpose, acceptedAt, index } as const;
      await block(ports, profile, withdrawn);
      const address = addressNamed(call, channel, ids);
      if (address) await ports.blocks.put(address, withdrawn);
    }
  }
}

/** The address that the call itself names: the profile may not have it yet. */
function addressNamed(call: ReadCall, channel: SendChannel, ids: Pick<Sealer, 'addressId'>) {
  const { identifier } = channels[channel].address;
  return addressesOf(call, ids).find(({ kind }) => kind === identifier)?.id;
}

/** Checks only what STATE itself remembers; suppressing once more than needed is the safe side. */
async function wasTakenIn(profiles: ProfileStore, profile: ProfileId, id: string): Promise<boolean> {
  const stored = await profiles.read(profile);
  if (!stored) return false;
  const hash = idHash(id);
  return isSeen(stored.state.seen, hash) || indexPage(stored.tail).ids.has(hash);
}
