// Turns expired timers into wakes in the mailbox (lib/application/wakes/deliver-wakes.ts).
import { logger } from '../../lib/adapters/logger.ts';
import * as parts from '../../lib/adapters/parts.ts';
import { onQueue } from '../../lib/adapters/sqs/batch.ts';
import { deliverTimers } from '../../lib/wiring/wakes.ts';

/** The longest delay of a queue's message: a timer waits in it until its wake is due. */
const DELAYED = { delayMs: 15 * 60_000 };

export const handler = onQueue(() => deliverTimers({ mailbox: parts.mailbox(), log: logger }), DELAYED);
