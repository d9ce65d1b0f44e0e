/**
 * What recipients do with a message: unsubscribe, click, open. The signed token is the whole authorization.
 *
 * - I4: an unsubscribe is stored as a suppression before the response, and put into the mailbox too.
 * - A GET only counts; counting may fail without the recipient noticing.
 * - A repeated visit keeps its id for a while, so that a double click counts once. Every withdrawal has its own: one that
 *   is repeated after a later consent counts again, however soon it comes.
 */

import { recipientToken } from '../../../schemas/generated/recipient-token.js';
import type { ReceiptMessage } from '../../../schemas/mailbox.ts';
import type { TraceId } from '../../../schemas/primitives.ts';
import type { RecipientToken, RecipientTokenOf } from '../../../schemas/recipient-token.ts';
import { sealedAddress } from '../../channels/addresses.ts';
import { addressesOf, addressProfiles } from '../../channels/channels.ts';
import { CONSENT_GIVEN, EVERY_PURPOSE } from '../../domain/consent/consent-event.ts';
import { hashText } from '../../domain/hash.ts';
import { isMachine } from '../../domain/message/agent.ts';
import { consent } from '../../domain/message/gates/consent.ts';
import { splitUrl } from '../../domain/sealing/find-address.ts';
import { putAll } from '../../ports/queue.ts';
import type { ShortLinks } from '../../ports/short-links.ts';
import type { Vault } from '../../ports/vault.ts';
import { inMailbox } from '../mailbox.ts';
import { everyProfileOf, findRecipient } from '../recipient.ts';
import { blocksOf } from '../suppression/blocks.ts';
import { consentEvent, type SuppressionPorts, withdraw } from '../suppression/suppress.ts';

export interface RecipientPorts extends SuppressionPorts {
  vault: Pick<Vault, 'readToken'>;
  shortLinks: Pick<ShortLinks, 'find'>;
  clock: () => number;
}

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

/** The click that a short link stands for. `ended`: it did for a while. */
export async function readShortLink(
  { vault, shortLinks, clock }: Pick<RecipientPorts, 'vault' | 'shortLinks' | 'clock'>,
  code: string,
): Promise<RecipientTokenOf<'c'> | 'ended' | undefined> {
  const stored = /^[A-Za-z0-9]{1,32}$/.test(code) ? await shortLinks.find(code) : undefined;
  if (!stored) return undefined;
  return clock() < stored.worksUntil ? readLink({ vault }, 'c', stored.token) : 'ended';
}

/** What a link's person gets of what the link is about. */
export interface Standing {
  subscribed: boolean;
  /** Whether it was withdrawn for just this purpose and channel, so that a consent to these restores it. */
  canUndo: boolean;
  /** The latest withdrawal; 0 if there is none. A consent has to be later. */
  withdrawnAt: number;
  /** Masked. */
  address: string | undefined;
  locale: string | undefined;
}

/** Undefined: nothing is stored of the person. */
export async function standingOf(
  { profiles, blocks }: Pick<RecipientPorts, 'profiles' | 'blocks'>,
  { p: profile, c: channel, m: purpose }: RecipientTokenOf<'u'>,
): Promise<Standing | undefined> {
  const recipient = await findRecipient(profiles, profile);
  if (!recipient) return undefined;
  const { state } = recipient;
  const [at] = addressesOf(state, channel);
  const everyone = await everyProfileOf(profiles, recipient);
  const withdrawn = (await blocksOf(blocks, [...everyone, ...addressProfiles(state, channel)])).filter(
    (block) => block.channel === channel && block.reason === 'withdrawn',
  );
  const exact = withdrawn.filter((block) => block.purpose === purpose);
  const fromAll = withdrawn.some((block) => block.purpose === EVERY_PURPOSE);
  const no = state.consent[purpose]?.[channel]?.no;
  return {
    subscribed: consent.judge({ state, purpose, channel, blocks: withdrawn }) === undefined,
    canUndo: !fromAll && !state.consent[EVERY_PURPOSE]?.[channel]?.no && Boolean(exact.length || no),
    withdrawnAt: Math.max(0, no?.at ?? 0, no?.acceptedAt ?? 0, ...exact.map(({ acceptedAt }) => acceptedAt)),
    address: at && sealedAddress(at).m,
    locale: state.locale,
  };
}

/** Gives again what the link withdraws, and nothing else. Repeated for the same withdrawal it is the same consent. */
export async function resubscribe(
  { mailbox, clock }: Pick<RecipientPorts, 'mailbox' | 'clock'>,
  link: RecipientTokenOf<'u'>,
  { standing: { withdrawnAt }, trace }: { standing: Standing; trace?: TraceId },
): Promise<void> {
  const given = consentEvent({
    name: CONSENT_GIVEN,
    purpose: link.m,
    channel: link.c,
    trust: 'recipient',
    id: `resubscribe.${link.s}.${withdrawnAt}`,
    source: 'undone on the unsubscribe page of a message',
    at: Math.max(clock(), withdrawnAt + 1),
  });
  await putAll(mailbox, [inMailbox(link.p, given, trace)]);
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
    id: `unsubscribe.${link.s}.${at}`,
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
