/**
 * Reads one call of the Segment HTTP API: whether it is one, whom it is about, when it happened. Pure and total: any
 * JSON gives either a call to take in or a pointer to what is wrong with it. Nothing is sealed at this stage.
 */
import { alias, group, identify, page, screen, track } from '../../../schemas/generated/segment-api.js';
import { type Call, type CallKind, callKinds, EVENT_BYTES_MAX } from '../../../schemas/names.ts';
import { pointerOf, type Validate } from '../../../schemas/parser.ts';
import { holdsAddress } from '../sealing/find-address.ts';
import { consentEventNamed, type Purposes, readConsentCall, readPreferences } from './consent-call.ts';
import { DEPTH_MAX, isDeeperThan, isObject, utf8Bytes } from './plain-json.ts';
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
  const userId = idOf(call.userId);
  const anonymousId = idOf(call.anonymousId);
  const previousId = kind === 'alias' ? idOf(call.previousId) : undefined;
  if (userId === undefined && (anonymousId === undefined || kind === 'alias')) {
    const what =
      kind === 'alias' ? 'An alias call needs a userId.' : 'An event needs a userId or an anonymousId.';
    return { pointer: '/userId', detail: what };
  }
  if (kind === 'alias' && previousId === undefined) {
    return { pointer: '/previousId', detail: 'An alias call needs a previousId.' };
  }
  const posted = kind === 'track' ? (call.event ?? '').trim() : kind;
  const consent = kind === 'track' ? consentEventNamed(posted) : undefined;
  const name = consent ?? posted;
  // Names are indexed, counted and displayed unsealed.
  if (holdsAddress(name))
    return { pointer: '/event', detail: 'The name of an event must not hold an e-mail address.' };
  const { purposes } = circumstances;
  const understood = consent && readConsentCall(consent, call.properties ?? {}, purposes);
  if (understood && isMistake(understood)) return understood;
  const context = readPreferences(call.context ?? {}, purposes);
  if (isMistake(context)) return context;
  const time = timeOf(call);
  if (time !== null && typeof time !== 'number') return time;
  const sentAt = sentAtOf(call.sentAt) ?? sentAtOf(circumstances.sentAt);
  return {
    kind,
    name,
    userId,
    anonymousId,
    previousId,
    messageId: idOf(call.messageId),
    clientAt: time,
    occurredAt: correctSkew(time, sentAt, circumstances.acceptedAt),
    ...contents(kind, { ...call, context, ...(understood ? { properties: understood } : {}) }),
  };
}

/** A number is accepted as an id; a blank text is not. */
function idOf(id: string | number | null | undefined): string | undefined {
  const text = typeof id === 'number' ? String(id) : (id ?? '');
  return text.trim() === '' ? undefined : text;
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
  const context = call.context ?? {};
  const {
    userId: _userId,
    anonymousId: _anonymousId,
    ...known
  } = isObject(context['traits']) ? context['traits'] : {};
  const traits = { ...known, ...(kind === 'identify' ? call.traits : {}) };
  const properties = { ...call.properties };
  if (kind === 'group') Object.assign(properties, { groupId: call.groupId, traits: call.traits ?? {} });
  if (kind === 'page' || kind === 'screen') {
    if (call.name) properties['name'] = call.name;
    if (call.category) properties['category'] = call.category;
  }
  return { properties, traits, context };
}
