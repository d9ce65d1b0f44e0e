// Events from the bus: an EventBridge event whose detail is one call of the Segment HTTP API, or a batch of calls.
import { logger } from '../../lib/adapters/logger.ts';
import { door } from '../../lib/adapters/parts.ts';
import type { BusEvent } from '../../lib/application/intake/ingest-bus.ts';
import { takeFromBus } from '../../lib/wiring/intake.ts';

const take = takeFromBus({ ...door(), log: logger });

/** An error that is thrown is retried: by Lambda, then from the DLQ. */
export const handler = async (event: BusEvent): Promise<void> => {
  await take(event);
};
