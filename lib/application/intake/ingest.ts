/**
 * The door: turns a request's events into mailbox messages. It uses ports alone, so the simulation posts through the
 * same code.
 *
 * I1: answers only after the queue has every message of the request and the quarantine every bad one; otherwise
 *     throws Unavailable, which means "send it all again", and that is safe (I2).
 * I9: nothing personal leaves this module unsealed; what is refused is sealed too.
 */

import type { Envelope } from '../../../schemas/mailbox.ts';
import type { CallKind } from '../../../schemas/names.ts';
import type { TraceId } from '../../../schemas/primitives.ts';
import { namesUnknownPurpose, withdraws } from '../../domain/intake/consent-call.ts';
import { eventId, type Origin } from '../../domain/intake/event-id.ts';
import { openBody, type Posted } from '../../domain/intake/open-body.ts';
import { canonical, isObject } from '../../domain/intake/plain-json.ts';
import {
  type Circumstances,
  isMistake,
  type Mistake,
  type ReadCall,
  readCall,
} from '../../domain/intake/read-call.ts';
import { refuseMoney } from '../../domain/intake/refuse-money.ts';
import { refuseBrowser, type Sender } from '../../domain/intake/sender-rules.ts';
import { mailboxOf } from '../../domain/intake/to-event.ts';
import { type EventNames, eventNamed } from '../../domain/program/event-names.ts';
import { redact } from '../../domain/sealing/find-address.ts';
import type { DoorSettings, DoorSettingsStore } from '../../ports/door-settings.ts';
import type { Quarantine, Quarantined } from '../../ports/quarantine.ts';
import type { Queue } from '../../ports/queue.ts';
import type { Sealing, Vault } from '../../ports/vault.ts';
import { judgeAliases } from './ingest-aliases.ts';
import { type Identified, sealByProfile } from './ingest-envelopes.ts';
import { BAD_A_MINUTE_MAX, EVENTS_A_MINUTE_MAX, MinuteLimit } from './ingest-limits.ts';
import { partsWithoutEffect, unreadAddresses, type Warning } from './ingest-warnings.ts';
import { blockWithdrawn, type WithdrawalPorts } from './ingest-withdrawals.ts';
import { putEnvelopes } from './put-envelopes.ts';
import { quarantined } from './quarantine-original.ts';

export interface IntakeRequest {
  body: unknown;
  call: CallKind | 'batch';
  /** From the scope of the key. */
  trust: 'server' | 'browser';
  /** Id of the key: it scopes the Idempotency-Key and the count of bad events. */
  source: string;
  /** The request's header: within a day the same request. */
  idempotencyKey?: string | undefined;
  /** Set where the request is delivered under an id of its own, the same at every delivery. */
  deliveryId?: string;
  /** Of the request, for the log lines of everything that follows from it. */
  trace?: TraceId | undefined;
  /**
   * Set when a person releases it: the time it first reached the door, by which its timestamps are judged. It is not
   * held back as machine traffic again, and where it is still bad its old row stays the only one.
   */
  releasedFrom?: number;
}

/** `scope`: the key may not post it; `machine`: too many for one address; `bad`: not an event. */
export type Refusal = Mistake & { index: number; because: 'bad' | 'scope' | 'machine' };

export type IntakeAnswer =
  | { taken: true; accepted: number; rejected: Refusal[]; warnings: Warning[] }
  /** Nothing was taken: the body cannot be read. */
  | ({ taken: false; because: 'body' } & Mistake)
  /** Nothing was taken: too many bad events from this key. */
  | { taken: false; because: 'flood'; retryAfter: number };

export interface IntakePorts extends WithdrawalPorts {
  vault: Vault;
  mailbox: Queue<Envelope>;
  quarantine: Quarantine;
  doorSettings: DoorSettingsStore;
  /** Milliseconds since the epoch. */
  clock: () => number;
}

const FRESH_MS = 1_000;

function isRespelled(message: unknown, names: EventNames | undefined): boolean {
  const event = isObject(message) ? message['event'] : undefined;
  return typeof event === 'string' && eventNamed(event, names) !== event;
}

interface Refused extends Refusal {
  posted: Posted;
  profile?: string;
}

export class Intake {
  private readonly ports: IntakePorts;
  private readonly events = new MinuteLimit(EVENTS_A_MINUTE_MAX);
  private readonly bad = new MinuteLimit(BAD_A_MINUTE_MAX);

  constructor(ports: IntakePorts) {
    this.ports = ports;
  }

  async take(request: IntakeRequest): Promise<IntakeAnswer> {
    const { vault, clock } = this.ports;
    const acceptedAt = clock();
    const posted = openBody(request.body, request.call);
    if (!Array.isArray(posted)) return { taken: false, because: 'body', ...posted };
    const [ids, { sealed, purposes, channels, events: names }] = await Promise.all([
      vault.begin(),
      this.settings(posted),
    ]);
    const sorted = this.sort(posted, request, { acceptedAt, purposes, events: names }, ids);
    const { refused } = sorted;
    const aliases =
      request.trust === 'server' ? await judgeAliases(sorted.events, this.ports.profiles, ids) : undefined;
    const events = sorted.events.filter(({ index }) => !aliases?.refused.has(index));
    for (const [index, mistake] of aliases?.refused ?? []) refused.push(...refusedAt(index, mistake, posted));
    const { items, tooLarge } = await sealByProfile(events, vault, {
      acceptedAt,
      trust: request.trust,
      sealed,
    });
    if (request.trace !== undefined) for (const { body } of items) body.trace = request.trace;
    refused.push(...tooLarge.flatMap(({ index }) => refusedAt(index, TOO_LARGE, posted)));
    if (request.releasedFrom === undefined && this.isFlood(refused, request.source, acceptedAt)) {
      return { taken: false, because: 'flood', retryAfter: this.bad.secondsLeft(request.source, acceptedAt) };
    }
    if (request.releasedFrom === undefined) await this.keep(refused, request, acceptedAt);
    await blockWithdrawn(this.ports, events, acceptedAt, ids);
    await putEnvelopes(this.ports.mailbox, items);
    const rejected = refused
      .map(({ index, pointer, detail, because }) => ({ index, pointer, detail, because }))
      .sort((a, b) => a.index - b.index);
    const warnings = [
      ...(aliases?.warnings ?? []),
      ...partsWithoutEffect(events, posted, channels),
      ...unreadAddresses(items),
    ].sort((a, b) => a.index - b.index);
    return { taken: true, accepted: events.length - tooLarge.length, rejected, warnings };
  }

  /**
   * A purpose that is not known here may have been published a moment ago, and so may an event: no consent is refused
   * and no event renamed on old news.
   */
  private async settings(posted: readonly Posted[]): Promise<DoorSettings> {
    const { doorSettings } = this.ports;
    const settings = await doorSettings.current();
    const unknown = posted.some(
      ({ message }) =>
        namesUnknownPurpose(message, settings.purposes) || isRespelled(message, settings.events),
    );
    return unknown ? doorSettings.current(FRESH_MS) : settings;
  }

  /** Separates good and bad events, in the order of the request. */
  private sort(
    posted: readonly Posted[],
    request: IntakeRequest,
    { acceptedAt, purposes, events: names }: Pick<Circumstances, 'acceptedAt' | 'purposes' | 'events'>,
    ids: Sealing,
  ) {
    const events: Identified[] = [];
    const refused: Refused[] = [];
    const sender: Sender = {};
    const origin: Origin = { ...request, acceptedAt, repeats: new Map() };
    for (const item of posted) {
      const { index, message, kind, sentAt } = item;
      const call = readCall(message, {
        kind,
        sentAt,
        acceptedAt: request.releasedFrom ?? acceptedAt,
        purposes,
        events: names,
      });
      if (isMistake(call)) {
        refused.push({ ...call, index, because: 'bad', posted: item });
        continue;
      }
      const scope = request.trust === 'browser' ? refuseBrowser(call, sender) : undefined;
      if (scope) {
        refused.push({ ...scope, index, because: 'scope', posted: item });
        continue;
      }
      const money = request.trust === 'server' ? refuseMoney(call) : undefined;
      if (money) {
        refused.push({ ...money, index, because: 'bad', posted: item });
        continue;
      }
      const profile = mailboxOf(call, ids);
      if (
        request.releasedFrom === undefined &&
        !this.admits(call, `${request.trust} ${profile}`, acceptedAt)
      ) {
        const detail = `More than ${EVENTS_A_MINUTE_MAX} events a minute for one address: held back as machine traffic.`;
        refused.push({ pointer: '', detail, index, because: 'machine', posted: item, profile });
        continue;
      }
      const id = eventId({ call, message, index }, origin, ids);
      events.push({ call, id, index, profile });
    }
    return { events, refused };
  }

  /** A page that posts for another person uses up nothing of the server's, and a no is heard in any flood. */
  private admits(call: ReadCall, sender: string, now: number): boolean {
    return this.events.admit(sender, now) || withdraws(call);
  }

  private isFlood(refused: readonly Refused[], source: string, now: number): boolean {
    let flood = false;
    for (const { because } of refused) {
      if (because !== 'machine' && !this.bad.admit(source, now)) flood = true;
    }
    return flood;
  }

  /**
   * One row per bad event; machine traffic of one address shares one row, because it would otherwise fill the table
   * instead of the queue.
   */
  private async keep(refused: readonly Refused[], request: IntakeRequest, at: number): Promise<void> {
    const groups = Map.groupBy(refused, ({ because, index, profile }) =>
      because === 'machine' ? `machine ${profile}` : `event ${index}`,
    );
    const rows = await Promise.all([...groups.values()].map((group) => this.row(group, request, at)));
    if (rows.length > 0) await this.ports.quarantine.put(rows);
  }

  private row(group: readonly Refused[], request: IntakeRequest, at: number): Promise<Quarantined> {
    const [first] = group;
    if (!first) throw new Error('a group has a first');
    const messages = group.map(({ posted }) => typed(posted));
    const event = isObject(first.posted.message) ? first.posted.message['event'] : undefined;
    const { trust, source } = request;
    const original = {
      from: 'intake' as const,
      trust,
      source,
      acceptedAt: at,
      sentAt: first.posted.sentAt,
      messages,
    };
    return quarantined(this.ports.vault, original, {
      at,
      key: `${first.index} ${canonical(first.posted.message)}`,
      type: typeof first.posted.kind === 'string' ? shown(first.posted.kind) : undefined,
      event: typeof event === 'string' ? shown(event) : undefined,
      pointer: first.pointer,
      detail: group.length > 1 ? `${first.detail} (${group.length} events)` : first.detail,
    });
  }
}

const TOO_LARGE: Mistake = {
  pointer: '',
  detail: 'The event holds too many personal values: after sealing it would exceed 128 KB.',
};

function refusedAt(index: number, mistake: Mistake, posted: readonly Posted[]): Refused[] {
  const item = posted[index];
  return item ? [{ ...mistake, index, because: 'bad', posted: item }] : [];
}

/** The message in the form a batch would carry, without the key: whoever opens it may see what it says, and not the key. */
function typed({ message, kind }: Posted): unknown {
  if (!isObject(message)) return message;
  const { writeKey: _, ...kept } = message;
  return kept['type'] === undefined && kind !== undefined ? { ...kept, type: kind } : kept;
}

/** Text that the quarantine shows unsealed. */
function shown(text: string): string {
  return redact(text.slice(0, 200));
}
