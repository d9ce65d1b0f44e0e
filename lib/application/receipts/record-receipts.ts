/**
 * Records what became of a message after it was sent: provider events, matched by the sendId that travelled with it.
 *
 * - They arrive at least once and out of order; an event's own id is the message's id, so that it is taken in once
 *   (I2).
 * - I4: a hard bounce and a complaint are stored as suppressions before the message enters the mailbox.
 * - I3: an unknown outcome is settled here, and only here; an event that is faster than the response to the caller
 *   settles it too. Thrown errors are infrastructure errors: the event is redelivered.
 */

import type { ReceiptMessage } from '../../../schemas/mailbox.ts';
import type { TraceId } from '../../../schemas/primitives.ts';
import type { ProviderEvent } from '../../../schemas/receipts.ts';
import { addressProfile, channels } from '../../channels/channels.ts';
import { reportOf } from '../../channels/receipts.ts';
import type { Report } from '../../channels/report.ts';
import { putAll } from '../../ports/queue.ts';
import type { SendLog, SendRecord } from '../../ports/send-log.ts';
import type { Vault } from '../../ports/vault.ts';
import { inMailbox } from '../mailbox.ts';
import { costFact, type ReportQueues, settleFailed } from '../send/send-report.ts';
import { block, type SuppressionPorts, withdraw } from '../suppression/suppress.ts';

export interface ReceiptPorts extends SuppressionPorts, ReportQueues {
  log: SendLog;
  vault: Vault;
  clock: () => number;
  /** Called for every event that was recorded, for the log: ids only (I9). */
  onRecorded?: (recorded: RecordedReceipt) => void;
}

export interface RecordedReceipt {
  sendId: string;
  profile: string;
  channel: string;
  event: NonNullable<Report['event']>;
  trace?: TraceId | undefined;
}

/** recorded: the message is in the mailbox. ignored: it is not about one of our sends, or contains nothing new. */
export type Recorded = 'recorded' | 'ignored';

export async function recordProviderEvent(ports: ReceiptPorts, event: ProviderEvent): Promise<Recorded> {
  const report = reportOf(event);
  if (!report.sendId || !report.event) return 'ignored';
  const record = await ports.log.read(report.sendId);
  if (!record) return 'ignored';
  await settle(ports, record, report);
  await suppressReported(ports, record, report);
  if (report.event === 'unsubscribed') await recordProviderWithdrawal(ports, record, report);
  else await putReceipt(ports, record, report);
  const { sendId, profile, channel } = record;
  ports.onRecorded?.({ sendId, profile, channel, event: report.event, trace: report.trace });
  return 'recorded';
}

/** Every event except a rejection proves that the provider had accepted the message. */
async function settle(
  ports: ReceiptPorts,
  record: SendRecord,
  { sendId = '', event, price }: Report,
): Promise<void> {
  if (event === 'rejected') {
    await settleFailed(ports, record, 'rejected by the provider');
    return;
  }
  const after = await ports.log.amend(sendId, { status: 'sent', ...(price ? { cost: price } : {}) });
  if (price && after?.status === 'sent')
    await putAll(ports.facts, [{ body: costFact(after, after.price ?? after.cost, after.costRev) }]);
}

async function suppressReported(ports: ReceiptPorts, record: SendRecord, report: Report): Promise<void> {
  const { event } = report;
  if (event !== 'bounced' && event !== 'complained') return;
  const address = await hashOf(ports, record, report);
  if (!address) return;
  const { channel } = record;
  const what = { channel, reason: event, address, acceptedAt: ports.clock(), index: 0 } as const;
  const own = addressProfile(channel, address);
  if (own) await ports.blocks.put(own, what);
  await block(ports, record.profile, what);
}

async function hashOf(
  { vault }: ReceiptPorts,
  record: SendRecord,
  { address }: Report,
): Promise<string | undefined> {
  if ('address' in record && record.address) return record.address;
  const kind = channels[record.channel].address.identifier;
  return address && kind ? vault.hash(address, kind) : undefined;
}

/**
 * A withdrawal that reached the provider: from every purpose on that channel, because a provider does not know
 * purposes.
 */
async function recordProviderWithdrawal(
  ports: ReceiptPorts,
  record: SendRecord,
  { id, at, trace }: Report,
): Promise<void> {
  const { channel, profile } = record;
  const acceptedAt = ports.clock();
  const own = 'address' in record && record.address ? addressProfile(channel, record.address) : undefined;
  if (own) {
    const withdrawal = { channel, reason: 'withdrawn', purpose: '*', acceptedAt, index: 0 } as const;
    await ports.blocks.put(own, withdrawal);
  }
  const source = 'unsubscribed at the provider';
  const when = Math.min(at, acceptedAt);
  await withdraw(ports, { profile, purpose: '*', channel, trust: 'provider', id, source, at: when, trace });
}

async function putReceipt(ports: ReceiptPorts, record: SendRecord, report: Report): Promise<void> {
  const { id, event, bot, url } = report;
  if (!event || event === 'unsubscribed') return;
  const { sendId, channel, journey, step, template, profile } = record;
  const acceptedAt = ports.clock();
  const at = Math.min(report.at, acceptedAt);
  const address =
    event === 'bounced' || event === 'complained' ? await hashOf(ports, record, report) : undefined;
  const message: ReceiptMessage = {
    type: 'receipt',
    id,
    sendId,
    event,
    channel,
    journey,
    step,
    template,
    at,
    acceptedAt,
    ...(bot ? { bot } : {}),
    ...(url ? { url } : {}),
    ...(address ? { address } : {}),
  };
  await putAll(ports.facts, [
    { body: { type: 'count', id, channel, what: bot ? `${event}-bot` : event, at } },
  ]);
  await putAll(ports.mailbox, [inMailbox(profile, message, report.trace)]);
}
