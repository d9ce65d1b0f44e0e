// Turns facts into money: rows, totals, counts (lib/application/money/project-facts.ts).
import { logger } from '../../lib/adapters/logger.ts';
import * as parts from '../../lib/adapters/parts.ts';
import { onQueue } from '../../lib/adapters/sqs/batch.ts';
import { projectFacts } from '../../lib/wiring/money.ts';

export const handler = onQueue(() =>
  projectFacts({
    money: parts.money(),
    programs: parts.programs(),
    log: logger,
    clock: parts.clock,
  }),
);
