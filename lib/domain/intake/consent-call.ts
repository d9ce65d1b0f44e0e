/**
 * Consent posted as a call. People's systems spell it in many ways: what is meant beyond doubt is understood, anything
 * else is refused with a pointer, because a no that is taken without effect is a no that nobody hears, and a yes must
 * never grant more than it names. What is kept stays readable, because it is evidence.
 */

import { consentProperties } from '../../../schemas/generated/consent-properties.js';
import { sendChannels } from '../../../schemas/names.ts';
import { pointerOf as pointerOfErrors } from '../../../schemas/parser.ts';
import { channelNamed } from '../../channels/channels.ts';
import { CONSENT_GIVEN, CONSENT_WITHDRAWN, EVERY_PURPOSE } from '../consent/consent-event.ts';
import { pointerIntoCall } from '../finding.ts';
import { redact } from '../sealing/find-address.ts';
import { spelled } from '../spelling.ts';
import { isObject, objectOf } from './plain-json.ts';
import type { Mistake, ReadCall } from './read-call.ts';

type Properties = Record<string, unknown>;

/** Undefined: the program's purposes are not known, and any is taken. */
export type Purposes = readonly string[] | undefined;

export function isConsentEvent(name: string): boolean {
  return name === CONSENT_GIVEN || name === CONSENT_WITHDRAWN;
}

export const withdraws = ({ kind, name }: Pick<ReadCall, 'kind' | 'name'>): boolean =>
  kind === 'track' && name === CONSENT_WITHDRAWN;

const NAMED: ReadonlyMap<string, string> = new Map([
  ['consentgiven', CONSENT_GIVEN],
  ['givenconsent', CONSENT_GIVEN],
  ['consentwithdrawn', CONSENT_WITHDRAWN],
  ['withdrawnconsent', CONSENT_WITHDRAWN],
]);

/** `consent_withdrawn` and `Withdrawn Consent` are the event that they spell. */
export const consentEventNamed = (name: string): string | undefined => NAMED.get(spelled(name));

const CHANNELS = sendChannels.join(', ');

/** The properties of a consent event as they are understood. */
export function readConsentCall(name: string, posted: Properties, purposes: Purposes): Properties | Mistake {
  const properties = withKnownNames(posted);
  const against = contradiction(name, properties) ?? unreadChannels(properties);
  if (against) return against;
  const channels = channelsIn(properties);
  if (channels && 'pointer' in channels) return channels;
  const { channel: _, ...rest } = properties;
  const named: unknown = channels ? { ...rest, channels: channels.named } : rest;
  if (!consentProperties(named)) {
    const detail = `${name} needs "purpose", and "channels" as a list of channels where it is not about all of them.`;
    return { pointer: `/properties${pointerOfErrors(consentProperties)}`, detail };
  }
  const purpose = purposeNamed(name, named.purpose, purposes);
  return purpose === undefined ? unknownPurpose(name, purposes) : { ...named, purpose };
}

/** Whether a call names a purpose that the program, as far as it is known here, does not declare. */
export function namesUnknownPurpose(message: unknown, purposes: Purposes): boolean {
  if (!isObject(message) || typeof message['event'] !== 'string' || !isObject(message['properties']))
    return false;
  const name = consentEventNamed(message['event']);
  const { purpose } = withKnownNames(message['properties']);
  return (
    name !== undefined && typeof purpose === 'string' && purposeNamed(name, purpose, purposes) === undefined
  );
}

const KNOWN = ['purpose', 'channels', 'channel', 'source', 'wording'];

/** `Channels` is `channels`; a property that is there under its own name keeps its value. */
function withKnownNames(properties: Properties): Properties {
  const read: Properties = {};
  for (const [name, value] of Object.entries(properties)) {
    const known = KNOWN.find((each) => each === spelled(name));
    if (known === undefined || known === name) read[name] = value;
    else if (!Object.hasOwn(properties, known)) read[known] = value;
  }
  return read;
}

const YES = [
  'given',
  'granted',
  'consent',
  'consented',
  'optin',
  'optedin',
  'subscribed',
  'accepted',
  'agreed',
];
const NO = ['withdrawn', 'revoked', 'denied', 'optout', 'optedout', 'unsubscribed', 'declined', 'refused'];

/** `Consent Given` with `"given": false`. */
function contradiction(name: string, properties: Properties): Mistake | undefined {
  for (const [property, value] of Object.entries(properties)) {
    const answer = answerOf(value);
    const says = YES.includes(spelled(property)) ? answer : undefined;
    const denies = NO.includes(spelled(property)) ? answer : undefined;
    const given = says ?? (denies === undefined ? undefined : !denies);
    if (given === undefined || given === (name === CONSENT_GIVEN)) continue;
    const other = given ? CONSENT_GIVEN : CONSENT_WITHDRAWN;
    return {
      pointer: pointerIntoCall('properties', property),
      detail: `The event ${name} says the opposite of this property. A ${given ? 'yes' : 'no'} is an event "${other}".`,
    };
  }
  return undefined;
}

/** Where no channels are named, it is about all of them: so nothing else may look like the name of one. */
function unreadChannels(properties: Properties): Mistake | undefined {
  if (properties['channels'] !== undefined || properties['channel'] !== undefined) return undefined;
  for (const [property, value] of Object.entries(properties)) {
    if (KNOWN.includes(property)) continue;
    const named = typeof value === 'string' && channelNamed(value) !== undefined;
    if (named || /chan+el/i.test(property))
      return {
        pointer: pointerIntoCall('properties', property),
        detail: `The channels of a consent are named in "channels", a list with one or more of ${CHANNELS}. Without it, it is about all of them.`,
      };
  }
  return undefined;
}

function channelsIn(properties: Properties): { named: string[] } | Mistake | undefined {
  const at = Object.hasOwn(properties, 'channels') ? 'channels' : 'channel';
  if (!Object.hasOwn(properties, at)) return undefined;
  const given = properties[at];
  if (at === 'channels' && !Array.isArray(given))
    return { pointer: '/properties/channels', detail: `"channels" is a list with some of ${CHANNELS}.` };
  const list: unknown[] = [given].flat();
  const named = new Set<string>();
  for (const [i, each] of list.entries()) {
    const channel = typeof each === 'string' ? channelNamed(each) : undefined;
    const pointer = `/properties/${at}${Array.isArray(given) ? `/${i}` : ''}`;
    if (!channel) return { pointer, detail: `This is not one of the channels ${CHANNELS}.` };
    named.add(channel);
  }
  if (named.size > 0) return { named: [...named] };
  const detail = `An empty list names no channel: leave "${at}" out where it is about all of them, else name some of ${CHANNELS}.`;
  return { pointer: `/properties/${at}`, detail };
}

const ALL = ['all', 'everything'];

/** Undefined: the program declares no such purpose. */
function purposeNamed(name: string, given: string, purposes: Purposes): string | undefined {
  const purpose = given.trim();
  const plain = spelled(purpose);
  const declared = purposes?.includes(purpose)
    ? purpose
    : purposes?.find((each) => plain !== '' && spelled(each) === plain);
  if (declared !== undefined) return declared;
  if (purpose === EVERY_PURPOSE || ALL.includes(plain))
    return name === CONSENT_WITHDRAWN ? EVERY_PURPOSE : undefined;
  return purposes || purpose === '' ? undefined : purpose;
}

function unknownPurpose(name: string, purposes: Purposes): Mistake {
  const declared = purposes?.length ? ` Declared are ${purposes.join(', ')}.` : '';
  const every = name === CONSENT_WITHDRAWN ? ` A no to every purpose is "${EVERY_PURPOSE}".` : '';
  return {
    pointer: '/properties/purpose',
    detail: `The program declares no such purpose.${declared}${every}`,
  };
}

/**
 * A context whose preferences by category are read: `"false"` is false, and a category is the purpose that it spells.
 * Categories that are no purpose of the program are a banner's own, and stay as they are. Preferences in another form
 * are refused: they may be a no.
 */
export function readPreferences(context: Properties, purposes: Purposes): Properties | Mistake {
  const at = nameOf(context, 'consent');
  if (!isBag(context[at])) return misplaced('context', at);
  const consent = objectOf(context[at]);
  const inside = nameOf(consent, 'categoryPreferences');
  if (!isBag(consent[inside])) return misplaced('context', at, inside);
  for (const path of answersIn(consent, purposes))
    if (path.length !== 2 || path[0] !== inside) return misplaced('context', at, ...path);
  const posted = { ...listedPreferences(context['consentManagement']), ...objectOf(consent[inside]) };
  const read: Properties = {};
  for (const [category, value] of Object.entries(posted)) {
    const answer = answerOf(value);
    const purpose = purposes && purposeNamed(CONSENT_GIVEN, category, purposes);
    if (answer === undefined && purpose !== undefined)
      return {
        pointer: pointerIntoCall('context', at, inside, category),
        detail: 'A preference is true or false.',
      };
    const name = purpose ?? category;
    // Of several spellings of one purpose, a no counts.
    if (read[name] !== false) read[name] = answer ?? value;
  }
  if (Object.keys(read).length === 0) return context;
  return { ...context, consent: { ...consent, categoryPreferences: read } };
}

/** Where in a consent purposes of the program are answered. */
function* answersIn(consent: Properties, purposes: Purposes): Generator<string[]> {
  for (const [name, value] of Object.entries(consent)) {
    if (isObject(value)) for (const path of answersIn(value, purposes)) yield [name, ...path];
    else if (purposes && purposeNamed(CONSENT_GIVEN, name, purposes) && answerOf(value) !== undefined)
      yield [name];
  }
}

/** The name under which it is there: `category_preferences` is `categoryPreferences`. */
function nameOf(object: Properties, name: string): string {
  if (Object.hasOwn(object, name)) return name;
  const alike = (key: string) => key[0]?.toLowerCase() === name[0] && spelled(key) === spelled(name);
  return Object.keys(object).find(alike) ?? name;
}

/** An object, or nothing: PHP writes an empty object as `[]`. */
const isBag = (value: unknown): boolean =>
  value === undefined || value === null || isObject(value) || (Array.isArray(value) && value.length === 0);

const misplaced = (...names: string[]): Mistake => ({
  pointer: pointerIntoCall(...names),
  detail: 'Preferences are an object "categoryPreferences" in "consent", of true or false by purpose.',
});

/** RudderStack's SDKs list what was allowed and what was denied; what is in both lists is denied. */
function listedPreferences(management: unknown): Record<string, boolean> {
  const { allowedConsentIds, deniedConsentIds } = objectOf(management);
  return Object.fromEntries([...answered(allowedConsentIds, true), ...answered(deniedConsentIds, false)]);
}

const answered = (ids: unknown, answer: boolean): [string, boolean][] =>
  [ids]
    .flat()
    .filter((id) => typeof id === 'string')
    .map((id) => [id, answer]);

/** A no is understood in more forms than a yes: only what is beyond doubt grants anything. */
function answerOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = String(value).trim().toLowerCase();
  if (text === 'true') return true;
  return ['false', 'no', '0', 'denied'].includes(text) ? false : undefined;
}

/** People and rules read its texts: an address in them is redacted instead of sealing the whole text. */
export function readableConsent(properties: Properties): Properties {
  const read: unknown = properties;
  if (!consentProperties(read)) return properties;
  const { purpose, channels, source, wording } = read;
  return {
    ...properties,
    purpose: redact(purpose),
    ...(channels === undefined ? {} : { channels: channels.map(redact) }),
    ...(source === undefined ? {} : { source: redact(source) }),
    ...(wording === undefined ? {} : { wording: redact(wording) }),
  };
}
