/**
 * One batch of the mailbox: messages of several profiles, in order within each. Profiles go side by side; within one, the
 * first failure holds back the rest of it (I2 makes what was already taken in harmless). Answers the ids to be tried again.
 * A body that cannot be decoded is set aside with its reason and let go; an outage never empties the queue into a DLQ.
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
  /** Told of every profile that failed; ids and the error only. */
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
  return body.profile === record.group ? body : 'lies in the mailbox of another profile';
}

/** 1 to 30 seconds, longer the oftener it came. Failing to ask only means the visibility timeout's own time. */
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
