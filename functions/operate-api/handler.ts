// The operators' API: people with a token and a role look, publish, decide.
import { dynamodb, kms, s3 } from '../../lib/adapters/aws.ts';
import { dynamoProgramStore } from '../../lib/adapters/dynamodb/program-store.ts';
import { env, optionalEnv } from '../../lib/adapters/env.ts';
import { kmsVault } from '../../lib/adapters/kms/vault.ts';
import { s3ObjectStore } from '../../lib/adapters/s3/object-store.ts';
import type { HashOperand } from '../../lib/domain/program/hash-operands.ts';
import { bearerAuth } from '../../lib/http/operators-auth.ts';
import { httpHandler, json } from '../../lib/http/stack.ts';
import { laterRoutes } from './later-routes.ts';
import { programRoutes } from './program-routes.ts';
import { guarded } from './route.ts';

const clock = (): number => Date.now();
const programs = dynamoProgramStore(
  dynamodb(),
  env('SYSTEM_TABLE'),
  s3ObjectStore(s3(), env('PROGRAM_BUCKET')),
);
const vault = kmsVault({
  kms: kms(),
  dynamodb: dynamodb(),
  keyArn: env('SEAL_KEY_ARN'),
  systemTable: env('SYSTEM_TABLE'),
  clock,
  region: optionalEnv('PHONE_REGION'),
});
const hash: HashOperand = (value, kind) => vault.hash(value, kind);
const routes = [...programRoutes({ programs, hash, clock }), ...laterRoutes];

export const handler = httpHandler({
  ...guarded(
    routes,
    bearerAuth({ issuer: optionalEnv('JWT_ISSUER'), audience: optionalEnv('JWT_AUDIENCE') }),
  ),
  'GET /health': () => json(200, { status: 'ok' }),
});
