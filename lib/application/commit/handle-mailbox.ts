/**
 * Handles one batch of the mailbox: messages of several profiles, in order within each. Profiles run side by side;
 * within one profile, the first failure holds back the rest (I2 makes repeating what was already taken in harmless).
 * Returns the ids to retry. A body that cannot be decoded is quarantined with its reason and deleted from the queue;
 * an outage never empties the queue into a DLQ.
 */
import { envelope as isEnvelope } from '../../../schemas/generated/envelope.js';
import type { Envelope } from '../../../schemas/mailbox.ts';
import { PROFILE_ID } from '../../../schemas/names.ts';
import { mistakeOf } from '../../../schemas/parser.ts';
import type { Delivered, Redelivery } from '../../ports/queue.ts';
import { setAsideBody } from '../intake/set-aside.ts';
import { type StepPorts, stepProfile } from './step-profile.ts';

export interface MailboxPorts extends StepPorts {
  redelivery: Redelivery;
  /** Called for every profile that failed, with ids and the error only. */
  onFailure: (profile: string, error: unknown) => void;
}

const RETRY_SECONDS_MAX = 30;

export async function handleMailbox(ports: MailboxPorts, records: readonly Delivered[]): Promise<string[]> {
  const groups = Map.groupBy(records, (record) => record.group);
  const results = await Promise.allSettled([...groups].map(([group, own]) => takeGroup(ports, group, own)));
  const failed = [...groups.values()].filter((_, i) => results[i]?.status === 'rejected').flat();
  for (const [i, [group]] of [...groups].entries()) {
    const result = results[i];
    if (result?.status === 'rejected') ports.onFailure(group, result.reason);
  }
  await retrySoon(ports, failed);
  return failed.map((record) => record.messageId);
}

async function takeGroup(ports: MailboxPorts, group: string, records: readonly Delivered[]): Promise<void> {
  const envelopes: Envelope[] = [];
  for (const record of records) {
    const envelope = decode(record);
    if (typeof envelope === 'string')
      await setAsideBody(ports, record.messageId, { group, body: record.body }, envelope);
    else envelopes.push(envelope);
  }
  if (envelopes.length && PROFILE_ID.test(group)) await stepProfile(ports, group, envelopes);
}

/** The envelope, or why it is none. */
function decode(record: Delivered): Envelope | string {
  let body: unknown;
  try {
    body = JSON.parse(record.body);
  } catch {
    return 'is not JSON';
  }
  if (!isEnvelope(body)) return mistakeOf(isEnvelope);
  return body.profile === record.group ? body : 'belongs to the mailbox of another profile';
}

/** 1 to 30 seconds, longer with every receive. If the request fails, the visibility timeout applies. */
async function retrySoon(
  { redelivery, onFailure }: MailboxPorts,
  failed: readonly Delivered[],
): Promise<void> {
  const bySeconds = Map.groupBy(failed, (record) =>
    Math.min(RETRY_SECONDS_MAX, 2 ** Math.min(5, record.receiveCount - 1)),
  );
  for (const [seconds, records] of bySeconds)
    await redelivery
      .retryIn(
        records.map((record) => record.receiptHandle),
        seconds,
      )
      .catch((error: unknown) => onFailure('visibility', error));
}
