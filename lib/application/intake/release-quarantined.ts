/**
 * Posts a quarantined item again, unchanged or mended by a person. It keeps the id it had (or gets one from its row),
 * so that releasing it twice takes it in once (I2); it is accepted now, so an old consent it carries undoes no later
 * withdrawal (I4).
 */

import { Envelope } from '../../../schemas/mailbox.ts';
import type { TraceId } from '../../../schemas/primitives.ts';
import { isObject } from '../../domain/intake/plain-json.ts';
import type { Quarantine, Quarantined } from '../../ports/quarantine.ts';
import { type Queue, Unavailable } from '../../ports/queue.ts';
import type { Vault } from '../../ports/vault.ts';
import type { Intake, Refusal } from './ingest.ts';
import {
  type BodyOriginal,
  type IntakeOriginal,
  type MailboxOriginal,
  type Original,
  openOriginal,
} from './quarantine-original.ts';

export interface ReleasePorts {
  quarantine: Quarantine;
  vault: Vault;
  mailbox: Queue<Envelope>;
  /** Milliseconds since the epoch. */
  clock: () => number;
  intake: Intake;
  /** Trace of the request that releases it. */
  trace?: TraceId;
}

export type Release =
  | { status: 'released'; accepted: number }
  | { status: 'not-found' }
  | { status: 'already-released'; at: number }
  /** Still bad: it stays in quarantine. */
  | { status: 'still-bad'; rejected: Refusal[] };

/**
 * `mended` replaces the original event. Without it the original is tried again (the rules or the program may have
 * changed).
 */
export async function releaseQuarantined(id: string, mended: unknown, ports: ReleasePorts): Promise<Release> {
  const item = await ports.quarantine.get(id);
  if (!item) return { status: 'not-found' };
  if (item.releasedAt !== undefined) return { status: 'already-released', at: item.releasedAt };
  const original = await openOriginal(ports.vault, item);
  if (original.from === 'body' && mended === undefined) return putBodyBack(item, original, ports);
  if (original.from === 'reply' && mended === undefined) return stillBad(REPLY_IS_NO_EVENT);
  if (original.from === 'mailbox' && mended === undefined) return putBack(item, original, ports);
  const spent = original.from === 'mailbox' ? original.message.id : undefined;
  const unspent = mended === undefined ? mended : withoutId(mended, spent);
  return postAgain(item, asIntake(original, item.at), unspent, ports);
}

const REPLY_IS_NO_EVENT =
  'A reply is no event. Post as "mended" the event that it means, such as Consent Withdrawn of its profile.';

const stillBad = (detail: string): Release => ({
  status: 'still-bad',
  rejected: [{ index: 0, because: 'bad', pointer: '', detail }],
});

/**
 * A message that was quarantined from the mailbox counts as taken in: a mended call under its id would be left out
 * (I2), so it gets a new one.
 */
function withoutId(mended: unknown, spent: string | undefined): unknown {
  if (!isObject(mended)) return mended;
  if (Array.isArray(mended['batch']))
    return { ...mended, batch: mended['batch'].map((call: unknown) => withoutId(call, spent)) };
  const { messageId, ...call } = mended;
  return messageId === spent ? call : mended;
}

async function postAgain(
  item: Quarantined,
  original: IntakeOriginal,
  mended: unknown,
  ports: ReleasePorts,
): Promise<Release> {
  const answer = await ports.intake.take({
    body: {
      batch: mended === undefined ? original.messages : mendedOf(mended, original),
      sentAt: original.sentAt,
    },
    call: 'batch',
    trust: original.trust,
    source: original.source,
    deliveryId: `quarantine ${item.id}`,
    releasedFrom: original.acceptedAt,
    trace: ports.trace,
  });
  if (!answer.taken) {
    const { pointer, detail } =
      answer.because === 'body' ? answer : { pointer: '', detail: 'Too many events at once.' };
    return { status: 'still-bad', rejected: [{ index: 0, because: 'bad', pointer, detail }] };
  }
  if (answer.rejected.length > 0) return { status: 'still-bad', rejected: answer.rejected };
  return released(item, answer.accepted, ports);
}

/** To the mailbox it came from, under a new id: the old one counts as taken in. */
async function putBack(
  item: Quarantined,
  { profile, keys, message }: MailboxOriginal,
  ports: ReleasePorts,
): Promise<Release> {
  const body = Envelope.parse({
    v: 1,
    profile,
    keys,
    messages: [{ ...message, id: `${message.id}~${item.id}` }],
    trace: ports.trace,
  });
  const notTaken = await ports.mailbox.put([{ group: profile, deduplicationId: `release-${item.id}`, body }]);
  if (notTaken.length > 0) throw new Unavailable('The mailbox did not take the released message.');
  return released(item, 1, ports);
}

/** A body that an older instance could not read and this one can. A body that still cannot be read stays. */
async function putBodyBack(
  item: Quarantined,
  { group, body }: BodyOriginal,
  ports: ReleasePorts,
): Promise<Release> {
  const envelope = readEnvelope(body);
  if (envelope?.profile !== group) {
    return stillBad('It still cannot be read.');
  }
  const notTaken = await ports.mailbox.put([
    { group, deduplicationId: `release-${item.id}`, body: envelope },
  ]);
  if (notTaken.length > 0) throw new Unavailable('The mailbox did not take the released message.');
  return released(item, envelope.messages.length, ports);
}

function readEnvelope(body: string): Envelope | undefined {
  try {
    return Envelope.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

async function released(item: Quarantined, accepted: number, ports: ReleasePorts): Promise<Release> {
  await ports.quarantine.markReleased(item.id, ports.clock());
  return { status: 'released', accepted };
}

/** A mended mailbox message is a new call: it comes through the door like any other. */
function asIntake(original: Original, at: number): IntakeOriginal {
  if (original.from === 'intake') return original;
  const trust =
    original.from === 'mailbox' && original.message.type === 'event' && original.message.trust === 'browser'
      ? 'browser'
      : 'server';
  return { from: 'intake', trust, source: 'mailbox', acceptedAt: at, messages: [] };
}

/** One call, whose type may be omitted where the original had one, or a batch. */
function mendedOf(mended: unknown, original: IntakeOriginal): unknown[] {
  if (!isObject(mended)) return [mended];
  const batch = mended['batch'];
  if (Array.isArray(batch)) return batch;
  const [first] = original.messages;
  return mended['type'] === undefined && isObject(first) ? [{ ...mended, type: first['type'] }] : [mended];
}
