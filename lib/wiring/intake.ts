// The door (lib/application/intake): events of the company's bus, and events released from quarantine. The routes of
// events over HTTP are beside their function.
import { Intake, type IntakePorts } from '../application/intake/ingest.ts';
import { type BusEvent, takeBusEvent } from '../application/intake/ingest-bus.ts';
import type { ReleasePorts } from '../application/intake/release-quarantined.ts';
import type { Log } from '../ports/log.ts';

/**
 * Takes in an event of the bus. An error that is thrown leads to redelivery; a bad event is quarantined and does not.
 */
export function takeFromBus(
  parts: IntakePorts & { log: Log },
): (event: BusEvent) => ReturnType<typeof takeBusEvent> {
  const intake = new Intake(parts);
  return async (event) => {
    const taken = await takeBusEvent(intake, event);
    const { accepted, rejected, trace } = taken;
    parts.log.info('bus event', { eventId: event.id, trace, accepted, rejected });
    return taken;
  };
}

/** Released events are taken in like any other event. */
export const releasePorts = (parts: IntakePorts): ReleasePorts => ({ ...parts, intake: new Intake(parts) });
