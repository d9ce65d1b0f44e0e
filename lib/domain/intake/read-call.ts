/**
 * Reads one call of the Segment HTTP API: whether it is one, whom it is about, when it happened. Pure and total: any
 * JSON gives either a call to take in or a pointer to what is wrong with it. Nothing is sealed at this stage.
 */
import { alias, group, identify, page, screen, track } from '../../../schemas/generated/segment-api.js';
import { type Call, type CallKind, callKinds, EVENT_BYTES_MAX } from '../../../schemas/names.ts';
import { pointerOf, type Validate } from '../../../schemas/parser.ts';
import { CONSENT_WITHDRAWN } from '../consent/consent-event.ts';
import { pointerIntoCall } from '../finding.ts';
import { readId } from '../identifier.ts';
import { type EventNames, eventNamed } from '../program/event-names.ts';
import { holdsAddress } from '../sealing/find-address.ts';
import { consentEventNamed, type Purposes, readConsentCall, readPreferences } from './consent-call.ts';
import { DEPTH_MAX, isDeeperThan, isObject, objectOf, utf8Bytes } from './plain-json.ts';
import { correctSkew, parseInstant } from './times.ts';

/** A mistake, with a JSON Pointer into the event. */
export interface Mistake {
  pointer: string;
  detail: string;
}

/** A well-formed call, not sealed yet. */
export interface ReadCall {
  kind: CallKind;
  /** A track call's event name; the kind itself for the other calls. */
  name: string;
  messageId?: string;
  userId?: string;
  anonymousId?: string;
  previousId?: string;
  clientAt: number | null;
  occurredAt: number;
  properties: Record<string, unknown>;
  traits: Record<string, unknown>;
  context: Record<string, unknown>;
}

export interface Circumstances {
  /** From the path of a single call, else from the message's own `type`. */
  kind: unknown;
  /** Of the batch; a message's own sentAt wins. */
  sentAt: unknown;
  acceptedAt: number;
  /** Of the live program. */
  purposes?: Purposes;
  events?: EventNames | undefined;
}

export function isMistake(reading: object): reading is Mistake {
  return 'pointer' in reading;
}

export function readCall(message: unknown, circumstances: Circumstances): ReadCall | Mistake {
  if (!isObject(message)) return { pointer: '', detail: 'An event is a JSON object.' };
  if (isDeeperThan(message, DEPTH_MAX))
    return { pointer: '', detail: `An event nests at most ${DEPTH_MAX} levels.` };
  if (utf8Bytes(JSON.stringify(message)) > EVENT_BYTES_MAX) {
    return { pointer: '', detail: 'An event has at most 32 KB.' };
  }
  const kind = callKinds.find((known) => known === circumstances.kind);
  if (kind === undefined) return { pointer: '/type', detail: `The type is one of ${callKinds.join(', ')}.` };
  const mistake = validate(kind, message);
  if (mistake) return mistake;
  return read(kind, message as Call, circumstances);
}

const EXPLAINED: Readonly<Record<string, string>> = {
  '/event': 'A track call needs the name of its event: 1 to 200 characters.',
  '/groupId': 'A group call needs a groupId.',
  '/previousId': 'An alias call needs a previousId.',
};

const validators: Readonly<Record<CallKind, Validate<Call>>> = {
  track,
  identify,
  page,
  screen,
  group,
  alias,
};

function validate(kind: CallKind, message: unknown): Mistake | undefined {
  const check = validators[kind];
  if (check(message)) return undefined;
  const pointer = pointerOf(check);
  return {
    pointer,
    detail:
      EXPLAINED[pointer] ?? 'The value does not have the type or length that the Segment HTTP API specifies.',
  };
}

function read(kind: CallKind, call: Call, circumstances: Circumstances): ReadCall | Mistake {
  const posted = kind === 'track' ? (call.event ?? '').trim() : kind;
  const consent = kind === 'track' ? consentEventNamed(posted) : undefined;
  const unnamed = kind === 'track' ? readId(posted, 'event') : undefined;
  if (typeof unnamed === 'object') return unnamed;
  const name = consent ?? (kind === 'track' ? eventNamed(posted, circumstances.events) : kind);
  const ids = idsOf(kind, name, call);
  if (isMistake(ids)) return ids;
  // Names are indexed, counted and displayed unsealed.
  if (holdsAddress(name))
    return { pointer: '/event', detail: 'The name of an event must not hold an e-mail address.' };
  const { purposes } = circumstances;
  const properties = objectOf(call.properties);
  const inexact = inexactId(properties);
  if (inexact) return inexact;
  const understood = consent && readConsentCall(consent, properties, purposes);
  if (understood && isMistake(understood)) return understood;
  const context = readPreferences(objectOf(call.context), purposes);
  if (isMistake(context)) return context;
  const time = timeOf(call);
  if (time !== null && typeof time !== 'number') return time;
  const sentAt = sentAtOf(call.sentAt) ?? sentAtOf(circumstances.sentAt);
  return {
    kind,
    name,
    ...ids,
    clientAt: time,
    occurredAt: correctSkew(time, sentAt, circumstances.acceptedAt),
    ...contents(kind, { ...call, context, ...(understood ? { properties: understood } : {}) }),
  };
}

type Ids = Pick<ReadCall, 'userId' | 'anonymousId' | 'previousId' | 'messageId'>;

/** The ids of a call, or the first that is bad. */
function idsOf(kind: CallKind, name: string, call: Call): Ids | Mistake {
  const ids: Ids = {
    userId: undefined,
    anonymousId: undefined,
    previousId: undefined,
    messageId: undefined,
  };
  for (const field of ['userId', 'anonymousId', 'messageId'] as const) {
    const id = readId(call[field], field);
    if (typeof id !== 'object') ids[field] = id;
    else if (!isWithdrawalOfKnown(name, ids)) return id;
  }
  if (kind === 'alias') {
    const previousId = readId(call.previousId, 'previousId');
    if (typeof previousId === 'object') return previousId;
    ids.previousId = previousId;
  }
  const groupId = kind === 'group' ? readId(call.groupId, 'groupId') : undefined;
  return typeof groupId === 'object' ? groupId : (missingId(kind, ids) ?? ids);
}

/** A withdrawal counts as soon as it is clear whose it is: another id of it that is bad is left out. */
const isWithdrawalOfKnown = (name: string, { userId, anonymousId }: Ids): boolean =>
  name === CONSENT_WITHDRAWN && (userId ?? anonymousId) !== undefined;

const ID_NAME = /(?:^|_)id$|Id$/;

/** An order or product whose number is beyond 2^53 was read as another one. The body of a request keeps it as a text. */
function inexactId(properties: Record<string, unknown>): Mistake | undefined {
  for (const name in properties) {
    const value = properties[name];
    if (typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER || !ID_NAME.test(name))
      continue;
    return {
      pointer: pointerIntoCall('properties', name),
      detail: 'JSON carries no number beyond 2^53 exactly: send this id as a text.',
    };
  }
  return undefined;
}

function missingId(kind: CallKind, { userId, anonymousId, previousId }: Ids): Mistake | undefined {
  if (kind !== 'alias') {
    if ((userId ?? anonymousId) !== undefined) return undefined;
    return { pointer: '/userId', detail: 'An event needs a userId or an anonymousId.' };
  }
  if (userId === undefined) return { pointer: '/userId', detail: 'An alias call needs a userId.' };
  if (previousId === undefined)
    return { pointer: '/previousId', detail: 'An alias call needs a previousId.' };
  if (previousId !== userId) return undefined;
  return {
    pointer: '/previousId',
    detail: 'The previousId is the userId itself: an alias joins an anonymous visitor to a user.',
  };
}

function timeOf(call: Call): number | null | Mistake {
  for (const field of ['timestamp', 'originalTimestamp'] as const) {
    const given = call[field];
    if (given === undefined || given === null || given === '') continue;
    const detail = `The ${field} is not a time: ISO 8601 is, such as 2026-11-20T10:00:00.000Z.`;
    return parseInstant(given) ?? { pointer: `/${field}`, detail };
  }
  return null;
}

/** An unreadable sentAt is ignored: the event is valid without the correction. */
function sentAtOf(sentAt: unknown): number | undefined {
  return typeof sentAt === 'string' || typeof sentAt === 'number' ? parseInstant(sentAt) : undefined;
}

/** A group's traits belong to the group: they travel with the event and never become the person's. */
function contents(kind: CallKind, call: Call): Pick<ReadCall, 'properties' | 'traits' | 'context'> {
  const context = objectOf(call.context);
  const { userId: _userId, anonymousId: _anonymousId, ...known } = objectOf(context['traits']);
  const own = objectOf(call.traits);
  const traits = { ...known, ...(kind === 'identify' ? own : {}) };
  const properties = { ...objectOf(call.properties) };
  if (kind === 'group') Object.assign(properties, { groupId: call.groupId, traits: own });
  if (kind === 'page' || kind === 'screen') {
    if (call.name) properties['name'] = call.name;
    if (call.category) properties['category'] = call.category;
  }
  return { properties, traits, context };
}
