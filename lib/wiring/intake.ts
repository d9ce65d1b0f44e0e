// The door (lib/application/intake): events of the company's bus, and events released from quarantine. Events over HTTP
// have their routes beside the function.
import { Intake, type IntakePorts } from '../application/intake/ingest.ts';
import { type BusEvent, takeBusEvent } from '../application/intake/ingest-bus.ts';
import type { ReleasePorts } from '../application/intake/release-quarantined.ts';
import type { Log } from '../ports/log.ts';

/** Takes an event of the bus. What throws comes again; what is bad is in the quarantine, and does not. */
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

/** What was set aside goes the way of everything that comes in. */
export const releasePorts = (parts: IntakePorts): ReleasePorts => ({ ...parts, intake: new Intake(parts) });
