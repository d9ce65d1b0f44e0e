// Each minute: hands out the wakes that are due (lib/application/wakes/wake-profiles.ts).
import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { logger } from '../../lib/adapters/logger.ts';
import * as parts from '../../lib/adapters/parts.ts';
import { sweepWakes } from '../../lib/wiring/wakes.ts';

let sweep: ReturnType<typeof sweepWakes> | undefined;

export async function handler(_event: unknown, context: Context): Promise<void> {
  sweep ??= sweepWakes({
    index: parts.wakeIndex(),
    marks: parts.wakeMarks(),
    timers: parts.timers(),
    depth: parts.mailboxDepth(),
    pause: async (ms) => void (await pause(ms)),
    log: logger,
    clock: parts.clock,
  });
  await sweep(context.getRemainingTimeInMillis());
}
