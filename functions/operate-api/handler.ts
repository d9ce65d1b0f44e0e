// The operators' API: people with a token and a role read, publish and decide.
import { optionalEnv } from '../../lib/adapters/env.ts';
import { bearerAuth } from '../../lib/http/operators-auth.ts';
import { httpHandler } from '../../lib/http/stack.ts';
import { operateApi } from './api.ts';
import { ports } from './ports.ts';

const authenticate = bearerAuth({
  issuer: optionalEnv('JWT_ISSUER'),
  audience: optionalEnv('JWT_AUDIENCE'),
});

export const handler = httpHandler(operateApi(ports(), authenticate));
