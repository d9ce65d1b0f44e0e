// Zones that cannot be read: the event is taken, and its sender is told that its zone has no effect.
import { readZone } from '../time/zone.ts';
import type { Mistake, ReadCall } from './read-call.ts';

const DETAIL =
  'This is no time zone, so it has no effect: "Europe/Berlin" is one, and so are "W. Europe Standard Time" and "UTC+1".';

export function unreadableZones({ kind, traits, context }: ReadCall): Mistake[] {
  const found: Mistake[] = [];
  if (kind === 'identify' && isUnreadable(traits['timezone']))
    found.push({ pointer: '/traits/timezone', detail: DETAIL });
  if (isUnreadable(context['timezone'])) found.push({ pointer: '/context/timezone', detail: DETAIL });
  return found;
}

const isUnreadable = (zone: unknown): boolean =>
  zone !== undefined && zone !== null && zone !== '' && readZone(zone) === undefined;
