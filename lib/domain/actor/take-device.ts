// The devices that push reaches. A token changes owner with its device: who used the app on it before is told, so that
// no push for one person shows on the device of another.
import type { EventMessage } from '../../../schemas/mailbox.ts';
import { profileIdOfHash } from '../../../schemas/names.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';
import { isSealed } from '../sealing/sealed.ts';
import { DAY_MS } from '../time/duration.ts';
import type { ActorTurn } from './turn.ts';

const DEVICES = 5;
const DEVICE_TAKEN = 'Device Taken';

export function takeDevice(turn: ActorTurn, event: EventMessage): void {
  if (isTaken(event)) leaveDevice(turn, event);
  const { device } = event.context;
  if (!device?.token || !isSealed(device.token)) return;
  const { token } = device;
  const { h } = token.$sealed;
  const at = event.acceptedAt;
  const platform = /ios|apple|iphone|ipad/i.test(device.type ?? '') ? 'ios' : 'android';
  const known = turn.state.devices.find((other) => other.token.$sealed.h === h);
  const others = turn.state.devices.filter((other) => other !== known);
  turn.state.devices = [...others, { token, platform, at } as const].slice(-DEVICES);
  // Apps send it with every event: once a day is often enough to find an owner from before this was recorded.
  if (!known || known.at <= at - DAY_MS)
    turn.effects.push({ type: 'address', address: profileIdOfHash('device', h), at });
}

/** Only the commit says so; an event of that name from anywhere else changes nothing. */
export const isTaken = ({ name, trust }: Pick<EventMessage, 'name' | 'trust'>): boolean =>
  name === DEVICE_TAKEN && trust === 'provider';

/** Unless it came back in the meantime. */
function leaveDevice({ state }: ActorTurn, { properties, acceptedAt }: EventMessage): void {
  state.devices = state.devices.filter(
    ({ token, at }) =>
      profileIdOfHash('device', token.$sealed.h) !== properties['device'] || at >= acceptedAt,
  );
}

/** What the owner before hears. */
export function deviceTaken(device: ProfileId, by: ProfileId, at: number): EventMessage {
  return {
    type: 'event',
    id: `taken.${device}.${by}.${at}`,
    kind: 'track',
    name: DEVICE_TAKEN,
    occurredAt: at,
    acceptedAt: at,
    index: 0,
    clientAt: at,
    trust: 'provider',
    properties: { device },
    traits: {},
    // So that conditions on whether push reaches the person are looked at again.
    context: { device: {} },
  };
}
