// What an event changes in the profile itself: traits, devices, zone, counters. Journeys, consent and money follow.

import type { EventMessage } from '../../../schemas/mailbox.ts';
import { addressKinds, profileIdLetters } from '../../../schemas/names.ts';
import { addressTraits } from '../../channels/channels.ts';
import { counted } from '../counter/counters.ts';
import type { ProfileState } from '../profile/state.ts';
import { isOffset, readZone } from '../time/zone.ts';
import { takeDevice } from './take-device.ts';
import type { ActorTurn } from './turn.ts';

export function takeEvent(turn: ActorTurn, event: EventMessage): void {
  const { state } = turn;
  if (event.userId) state.userId = event.userId;
  if (event.kind === 'identify') {
    if ('timezone' in event.traits) forgetZone(state, event.traits['timezone']);
    takeTraits(turn, event);
  }
  takeDevice(turn, event);
  takeZone(state, event.context.timezone);
  if (event.context.locale) state.locale = event.context.locale;
  if (event.context.ip) state.lastIp = event.context.ip;
  for (const spec of turn.program.countersByEvent.get(event.name) ?? []) {
    if (!spec.live && !state.counters[spec.id]) continue;
    const counter = counted(state.counters[spec.id], spec, event);
    if (counter) state.counters[spec.id] = counter;
  }
}

/**
 * What the person states wins over what the device says, and a named zone over an offset, which knows no summer time.
 * What cannot be read hides nothing.
 */
function takeZone(state: ProfileState, fromDevice: string | undefined): void {
  const stated = readZone(state.traits.timezone);
  const seen = readZone(fromDevice);
  const named = [stated, seen].find((zone) => zone !== undefined && !isOffset(zone));
  const isNamed = state.timeZone !== undefined && !isOffset(state.timeZone);
  const zone = named ?? (isNamed ? undefined : (stated ?? seen));
  if (zone !== undefined) state.timeZone = zone;
}

/** The zone that the person stated before goes, where another is stated, or none any more. */
function forgetZone(state: ProfileState, stated: unknown): void {
  const before = readZone(state.traits.timezone);
  const replaced = stated === null || readZone(stated) !== undefined;
  if (replaced && before !== undefined && before === readZone(state.timeZone)) delete state.timeZone;
}

function takeTraits(turn: ActorTurn, event: EventMessage): void {
  const { state } = turn;
  for (const [name, value] of Object.entries(event.traits)) {
    const isAddress = addressTraits.includes(name);
    if (isAddress && event.trust === 'browser' && state.serverSet.includes(name)) continue;
    if (value === null) delete state.traits[name];
    else state.traits[name] = value;
    if (isAddress && event.trust === 'server' && !state.serverSet.includes(name)) state.serverSet.push(name);
  }
  for (const address of event.addresses ?? []) {
    const trait = addressKinds.find((kind) => address.startsWith(profileIdLetters[kind]));
    if (event.trust === 'browser' && trait && state.serverSet.includes(trait)) continue;
    turn.effects.push({ type: 'address', address, at: event.acceptedAt });
  }
}
