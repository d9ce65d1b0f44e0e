// The same events from the bus: an EventBridge event whose detail is one call of the Segment HTTP API, or a batch of them.
import { doorPorts } from '../../lib/adapters/door.ts';
import { logger } from '../../lib/adapters/logger.ts';
import { Intake } from '../../lib/application/intake/ingest.ts';
import { type BusEvent, takeBusEvent } from '../../lib/application/intake/ingest-bus.ts';

const intake = new Intake(doorPorts(Date.now));

/** What throws is tried again: by Lambda, then from the DLQ. What is bad is in the quarantine, and not tried again. */
export const handler = async (event: BusEvent): Promise<void> => {
  const { accepted, rejected, trace } = await takeBusEvent(intake, event);
  logger.info('bus event', { eventId: event.id, trace, accepted, rejected });
};
