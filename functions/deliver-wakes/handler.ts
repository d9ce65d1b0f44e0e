// Turns expired timers into wakes in the mailbox (lib/application/wakes/deliver-wakes.ts).
import { logger } from '../../lib/adapters/logger.ts';
import * as parts from '../../lib/adapters/parts.ts';
import { onQueue } from '../../lib/adapters/sqs/batch.ts';
import { deliverTimers } from '../../lib/wiring/wakes.ts';

export const handler = onQueue(() => deliverTimers({ mailbox: parts.mailbox(), log: logger }));
