/**
 * Opens the original of a quarantined item for a person who may see it (I9). The item records who and when before
 * anything is opened, so that nothing is read without a trace.
 */
import type { Json } from '../../../schemas/primitives.ts';
import { isSealed } from '../../domain/sealing/sealed.ts';
import type { Quarantine, Quarantined } from '../../ports/quarantine.ts';
import { Erased, type Vault } from '../../ports/vault.ts';
import { type MailboxOriginal, type Original, openOriginal } from './quarantine-original.ts';

export interface OpenPorts {
  quarantine: Quarantine;
  vault: Pick<Vault, 'open'>;
  clock: () => number;
}

export interface OpenedItem {
  item: Quarantined;
  from: Original['from'];
  /** Of a call: what `release` takes as the mended one. */
  body: Json;
}

/** Undefined: there is no such item. */
export async function openQuarantined(
  ports: OpenPorts,
  id: string,
  by: string,
): Promise<OpenedItem | undefined> {
  if (!(await ports.quarantine.markOpened(id, { by, at: ports.clock() }))) return undefined;
  const item = await ports.quarantine.get(id);
  if (!item) return undefined;
  const original = await openOriginal(ports.vault, item);
  return { item, from: original.from, body: await bodyOf(ports.vault, original) };
}

async function bodyOf(vault: OpenPorts['vault'], original: Original): Promise<Json> {
  switch (original.from) {
    case 'intake': {
      const messages = original.messages as Json[];
      const [only] = messages;
      return messages.length === 1 && only !== undefined ? only : { batch: messages };
    }
    case 'mailbox':
      return opened(vault, original.keys, original.message);
    case 'body':
      return original.body;
    case 'reply': {
      const { channel, identifier, text } = original;
      return { channel, identifier, text };
    }
    default:
      return original satisfies never;
  }
}

/** A message with its sealed values in plain; those whose key was erased stay masked. */
async function opened(
  vault: OpenPorts['vault'],
  keys: MailboxOriginal['keys'],
  value: unknown,
): Promise<Json> {
  if (isSealed(value)) {
    try {
      return await vault.open(value, keys);
    } catch (error) {
      if (error instanceof Erased) return value.m;
      throw error;
    }
  }
  if (Array.isArray(value)) return Promise.all(value.map((each) => opened(vault, keys, each)));
  if (typeof value !== 'object' || value === null) return (value ?? null) as Json;
  const members = Object.entries(value).filter(([, each]) => each !== undefined);
  const plain = members.map(async ([name, each]) => [name, await opened(vault, keys, each)] as const);
  return Object.fromEntries(await Promise.all(plain));
}
