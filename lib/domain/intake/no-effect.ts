/**
 * Parts of a call that look as if they meant something and mean nothing: a trait `Email`, a token that is none, a
 * channel that the program does not have. The call is taken, and its sender is told.
 */
import { addressKinds } from '../../../schemas/names.ts';
import { pointerOf } from '../finding.ts';
import { readToken } from '../identifier.ts';
import { plainChannelName } from '../money/channel-names.ts';
import { sealKindOf } from '../sealing/seal-values.ts';
import { spelled } from '../spelling.ts';
import { categoriesOf } from './pick-context.ts';
import { isObject, objectOf } from './plain-json.ts';
import type { Mistake, ReadCall } from './read-call.ts';
import { unreadableZones } from './read-zone.ts';

/** Channel ids of the program by name; undefined while no program says them. */
export type ChannelNames = ReadonlyMap<string, string> | undefined;

/** `message`: as it was posted. */
export const withoutEffect = (call: ReadCall, message: unknown, channels: ChannelNames): Mistake[] => [
  ...misspelt(objectOf(message), CALL_NAMES, []),
  ...unreadableZones(call),
  ...consentLike(call),
  ...nested(objectOf(message)),
  ...misspeltTraits(call),
  ...printedTraits(call),
  ...misspelt(call.context, CONTEXT_NAMES, ['context']),
  ...unreadDevice(call.context['device']),
  ...unreadCampaign(call.context['campaign'], channels),
];

const SAYS_CONSENT =
  /consent.*(?:given|grant|accept|agree|withdr|revok|den[iy]|reject|refus|declin|remov)|(?:giv|gave|grant|accept|withdr|revok|den[iy]|reject|refus|declin|remov).*consent|unsubscri|opt(?:ed)?(?:out|in)$/;

/** `Consent Revoked`, `Unsubscribed`: a program may wait for such an event, but it takes nothing back. */
function consentLike({ kind, name, context }: ReadCall): Mistake[] {
  const plain = spelled(name);
  const isConsent = plain === 'consentgiven' || plain === 'consentwithdrawn' || categoriesOf(context);
  if (kind !== 'track' || isConsent || !SAYS_CONSENT.test(plain)) return [];
  const detail =
    'An event of this name changes no consent. A yes is an event "Consent Given", a no is "Consent Withdrawn".';
  return [{ pointer: '/event', detail }];
}

const ZONE_NAMES = ['timezone', 'tz'];

/** Only of an identify call: other calls may carry what SDKs remember. */
function misspeltTraits({ kind, traits }: ReadCall): Mistake[] {
  if (kind !== 'identify') return [];
  return Object.keys(traits).flatMap((name) => {
    const meant = addressKinds.find((each) => each === sealKindOf(name, []));
    const read = meant ?? (ZONE_NAMES.includes(spelled(name)) ? 'timezone' : undefined);
    if (read === undefined || name === read || traits[read] !== undefined || isNothing(traits[name]))
      return [];
    return [{ pointer: pointerOf(['traits', name]), detail: underItsName(read) }];
  });
}

/** A program printed a value that was missing; in a message it would greet a person called undefined. */
const PRINTED = /^(?:undefined|null|nan|\[object \w+\])$/i;

function printedTraits({ kind, traits }: ReadCall): Mistake[] {
  if (kind !== 'identify') return [];
  const printed = ([, value]: [string, unknown]) => typeof value === 'string' && PRINTED.test(value.trim());
  return Object.entries(traits)
    .filter(
      (entry) => printed(entry) && !addressKinds.some((kind) => kind === entry[0]) && entry[0] !== 'timezone',
    )
    .map(([name]) => ({
      pointer: pointerOf(['traits', name]),
      detail:
        'Kept as this text, which is what a missing value looks like: leave the trait out, or send null.',
    }));
}

const named = (...names: string[]) => new Map(names.map((name) => [spelled(name), name]));
const CALL_NAMES = named(
  ...['userId', 'anonymousId', 'previousId', 'messageId', 'properties', 'traits', 'context', 'timestamp'],
);
const CONTEXT_NAMES = named('campaign', 'device', 'locale', 'ip', 'page', 'userAgent', 'traits', 'timezone');
CONTEXT_NAMES.set('tz', 'timezone');

function misspelt(
  object: Record<string, unknown>,
  known: ReadonlyMap<string, string>,
  place: string[],
): Mistake[] {
  return Object.keys(object).flatMap((name) => {
    const read = known.get(spelled(name));
    if (read === undefined || read === name || Object.hasOwn(object, read)) return [];
    return [{ pointer: pointerOf([...place, name]), detail: underItsName(read) }];
  });
}

/** `identify(id, { traits: { ... } })` posts traits in traits. */
function nested(message: Record<string, unknown>): Mistake[] {
  const { properties, traits, context } = message;
  const { device, campaign } = objectOf(context);
  return Object.entries({ properties, traits, context, device, campaign }).flatMap(([name, bag]) => {
    if (!isObject(bag) || !isObject(bag[name])) return [];
    const place = name === 'device' || name === 'campaign' ? ['context', name, name] : [name, name];
    return [{ pointer: pointerOf(place), detail: `This has no effect: it stands one level too deep.` }];
  });
}

const TOKEN_NAMES = ['token', 'devicetoken', 'pushtoken', 'registrationtoken', 'fcmtoken', 'apnstoken'];

function unreadDevice(device: unknown): Mistake[] {
  if (isNothing(device)) return [];
  if (!isObject(device))
    return [{ pointer: '/context/device', detail: 'A device is an object with a "token".' }];
  const { token } = device;
  if (!isNothing(token)) return readToken(token) === undefined ? [NO_TOKEN] : [];
  const other = Object.keys(device).find((name) => TOKEN_NAMES.includes(spelled(name)) && name !== 'token');
  return other === undefined
    ? []
    : [{ pointer: pointerOf(['context', 'device', other]), detail: underItsName('token') }];
}

const NO_TOKEN: Mistake = {
  pointer: '/context/device/token',
  detail: 'No push can go to it: the token of a device is the text that its platform gave the app.',
};

function unreadCampaign(campaign: unknown, channels: ChannelNames): Mistake[] {
  if (isNothing(campaign)) return [];
  const ids = channels ? `: ${[...new Set(channels.values())].join(', ')}` : '';
  const detail = `The visit counts for no channel: its "medium" is none of the program${ids}.`;
  if (!isObject(campaign)) return [{ pointer: '/context/campaign', detail }];
  const { medium } = campaign;
  if (isNothing(medium))
    return Object.keys(campaign).length > 0 ? [{ pointer: '/context/campaign', detail }] : [];
  const isRead = typeof medium === 'string' && (!channels || channels.has(plainChannelName(medium)));
  return isRead ? [] : [{ pointer: '/context/campaign/medium', detail }];
}

/** Left out, or as empty as PHP and forms write it. */
const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const underItsName = (name: string): string =>
  `This has no effect: it is read under the name "${name}" only.`;
