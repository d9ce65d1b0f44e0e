// The ports of operate-api in Lambda.
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { env, optionalEnv } from '../../lib/adapters/env.ts';
import { logger } from '../../lib/adapters/logger.ts';
import * as parts from '../../lib/adapters/parts.ts';
import { operatorPorts } from '../../lib/wiring/operate.ts';
import type { ApiPorts } from './api.ts';

export const ports = (): ApiPorts => ({
  ...operatorPorts({
    ...parts.door(),
    addresses: parts.addresses(),
    programs: parts.programs(),
    budgets: parts.budgets(),
    money: parts.money(),
    announcer: parts.announcer(),
    keyRing: parts.keyRing(),
    random: () => randomBytes(24).toString('base64url'),
    currency: optionalEnv('BUDGET_CURRENCY'),
    apiUrl: env('API_URL'),
    pause,
    log: logger,
  }),
  signIn: signIn(optionalEnv('JWT_ISSUER'), optionalEnv('JWT_AUDIENCE')),
});

/** A public client's id is the audience of its tokens. */
const signIn = (issuer: string | undefined, clientId: string | undefined) =>
  issuer && clientId ? { issuer, clientId } : undefined;
