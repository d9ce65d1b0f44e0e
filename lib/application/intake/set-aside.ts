/**
 * Quarantines what a mailbox cannot take in: sealed (I9), with its reason, and in a form that can be released. Its id
 * follows from the message alone where the message has a time, so that a retry after a crash finds its row there.
 */
import type { MailboxMessage, WrappedKeys } from '../../../schemas/mailbox.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { Poison } from '../../domain/actor/fold.ts';
import type { Quarantine } from '../../ports/quarantine.ts';
import type { Vault } from '../../ports/vault.ts';
import { type BodyOriginal, quarantined } from './quarantine-original.ts';

export interface AsidePorts {
  quarantine: Quarantine;
  vault: Vault;
  clock: () => number;
}

/** Messages on which the turn throws, with the keys of their values; stored before the commit that takes them in. */
export async function setAside(
  { quarantine, vault, clock }: AsidePorts,
  profile: ProfileId,
  poison: readonly Poison[],
  keys: WrappedKeys,
): Promise<void> {
  if (!poison.length) return;
  const rows = poison.map(({ message, reason }) =>
    quarantined(
      vault,
      { from: 'mailbox', profile, message, keys: keysOf(keys, JSON.stringify(message)) },
      {
        at: timeOf(message) ?? clock(),
        key: `${profile} ${message.id}`,
        type: message.type === 'event' ? message.kind : message.type,
        event: message.type === 'event' ? message.name : undefined,
        pointer: '',
        detail: reason,
      },
    ),
  );
  await quarantine.put(await Promise.all(rows));
}

/** A body that cannot be decoded. `id`: the queue message's, the same at each redelivery. */
export async function setAsideBody(
  { quarantine, vault, clock }: AsidePorts,
  id: string,
  original: Omit<BodyOriginal, 'from'>,
  reason: string,
): Promise<void> {
  const about = { at: clock(), key: id, pointer: '', detail: reason };
  await quarantine.put([{ ...(await quarantined(vault, { from: 'body', ...original }, about)), id }]);
}

/** Those of the keys that occur in a text of sealed values. */
export function keysOf(keys: WrappedKeys, text: string): WrappedKeys {
  return Object.fromEntries(Object.entries(keys).filter(([id]) => text.includes(`"${id}"`)));
}

function timeOf(message: MailboxMessage): number | undefined {
  switch (message.type) {
    case 'event':
    case 'receipt':
    case 'link':
      return message.acceptedAt;
    case 'outcome':
      return message.at;
    case 'wake':
      return message.wakeAt;
    case 'hand-over':
      return undefined;
    default:
      return message satisfies never;
  }
}
