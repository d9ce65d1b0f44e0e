// Takes in events and spend over HTTP, into mailboxes and facts.
import * as parts from '../../lib/adapters/parts.ts';
import { Intake } from '../../lib/application/intake/ingest.ts';
import { httpHandler } from '../../lib/http/stack.ts';
import { intakeRoutes } from './routes.ts';

export const handler = httpHandler(
  intakeRoutes({
    intake: new Intake(parts.door()),
    writeKeys: parts.writeKeys(),
    facts: parts.facts(),
    doorSettings: parts.doorSettings(),
    clock: parts.clock,
  }),
);
