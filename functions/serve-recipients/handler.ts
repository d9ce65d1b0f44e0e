// Recipients: unsubscribe, clicks, opens (routes.ts). The token in the path is signed; the path is never logged (I9).
import { logger } from '../../lib/adapters/logger.ts';
import * as parts from '../../lib/adapters/parts.ts';
import { httpHandler } from '../../lib/http/stack.ts';
import { recipientPorts } from '../../lib/wiring/recipients.ts';
import { recipientRoutes } from './routes.ts';

export const handler = httpHandler(
  recipientRoutes(
    recipientPorts({
      profiles: parts.profiles(),
      blocks: parts.blocks(),
      vault: parts.vault(),
      shortLinks: parts.shortLinks(),
      mailbox: parts.mailbox(),
      programs: parts.programs(),
      log: logger,
      clock: parts.clock,
    }),
  ),
);
