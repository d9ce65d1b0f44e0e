/**
 * What recipients do with a message: unsubscribe, click, open. The signed token is the whole authorization.
 *
 * - I4: an unsubscribe is stored as a suppression before the response, and put into the mailbox too.
 * - A GET only counts; counting may fail without the recipient noticing.
 * - A repeated act keeps its id for a while, so that a double click or a mail client that posts twice counts once, and
 *   a withdrawal repeated after a later consent counts again.
 */

import { recipientToken } from '../../../schemas/generated/recipient-token.js';
import type { ReceiptMessage } from '../../../schemas/mailbox.ts';
import type { TraceId } from '../../../schemas/primitives.ts';
import type { RecipientToken, RecipientTokenOf } from '../../../schemas/recipient-token.ts';
import { hashText } from '../../domain/hash.ts';
import { isMachine } from '../../domain/message/agent.ts';
import { splitUrl } from '../../domain/sealing/find-address.ts';
import { putAll } from '../../ports/queue.ts';
import type { Vault } from '../../ports/vault.ts';
import { inMailbox } from '../mailbox.ts';

import { type SuppressionPorts, withdraw } from '../suppression/suppress.ts';

export interface RecipientPorts extends SuppressionPorts {
  vault: Pick<Vault, 'readToken'>;
  clock: () => number;
}

const SAME_WITHDRAWAL_MS = 60 * 60_000;
const SAME_VISIT_MS = 10 * 60_000;

/** Undefined: not one of our tokens, damaged, or made for another route. */
export async function readLink<K extends RecipientToken['k']>(
  { vault }: Pick<RecipientPorts, 'vault'>,
  kind: K,
  token: string,
): Promise<RecipientTokenOf<K> | undefined> {
  const read = await vault.readToken(token);
  return recipientToken(read) && read.k === kind ? (read as RecipientTokenOf<K>) : undefined;
}

export async function unsubscribe(
  ports: RecipientPorts,
  link: RecipientTokenOf<'u'>,
  trace?: TraceId,
): Promise<void> {
  const at = ports.clock();
  await withdraw(ports, {
    profile: link.p,
    purpose: link.m,
    channel: link.c,
    trust: 'recipient',
    id: `unsubscribe.${link.s}.${Math.floor(at / SAME_WITHDRAWAL_MS)}`,
    source: 'unsubscribe link of a message',
    at,
    trace,
  });
}

export async function countVisit(
  ports: RecipientPorts,
  link: RecipientTokenOf<'c'> | RecipientTokenOf<'o'>,
  userAgent: string | undefined,
  trace?: TraceId,
): Promise<void> {
  const at = ports.clock();
  const bot = isMachine(userAgent);
  const what = link.k === 'c' ? `clicked.${link.s}.${hashText(link.u)}` : `opened.${link.s}`;
  const message: ReceiptMessage = {
    type: 'receipt',
    // A scanner's visit must not hide the person's, which follows soon after.
    id: `${what}.${bot ? 'bot' : 'one'}.${Math.floor(at / SAME_VISIT_MS)}`,
    sendId: link.s,
    event: link.k === 'c' ? 'clicked' : 'opened',
    channel: link.c,
    journey: link.j,
    step: link.t,
    at,
    acceptedAt: at,
    ...(bot ? { bot } : {}),
    ...(link.k === 'c' ? { url: splitUrl(link.u).base } : {}),
  };
  await putAll(ports.mailbox, [inMailbox(link.p, message, trace)]);
}
