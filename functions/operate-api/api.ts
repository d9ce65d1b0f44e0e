// The whole table of operate-api: operators' routes behind their roles, and the two that are open.

import type { ReleasePorts } from '../../lib/application/intake/release-quarantined.ts';
import type { KeyPorts } from '../../lib/application/keys/manage-keys.ts';
import type { Authenticate } from '../../lib/http/operators-auth.ts';
import { json, type Routes } from '../../lib/http/stack.ts';
import { keyRoutes } from './key-routes.ts';
import { laterRoutes } from './later-routes.ts';
import { type MoneyRoutesPorts, moneyRoutes } from './money-routes.ts';
import { describeApi } from './openapi.ts';
import { type ProfileRoutesPorts, profileRoutes } from './profile-routes.ts';
import { type ProgramRoutesPorts, programRoutes } from './program-routes.ts';
import { quarantineRoutes } from './quarantine-routes.ts';
import { guarded, type OperatorRoute } from './route.ts';

export interface ApiPorts {
  program: ProgramRoutesPorts;
  profile: ProfileRoutesPorts;
  release: ReleasePorts;
  money: MoneyRoutesPorts;
  keys: KeyPorts;
}

export function operatorRoutes(ports: ApiPorts): OperatorRoute[] {
  return [
    ...programRoutes(ports.program),
    ...profileRoutes(ports.profile),
    ...quarantineRoutes(ports.release),
    ...moneyRoutes(ports.money),
    ...keyRoutes(ports.keys),
    ...laterRoutes,
  ];
}

export function operateApi(ports: ApiPorts, authenticate: Authenticate): Routes {
  const routes = operatorRoutes(ports);
  let description: object | undefined;
  return {
    ...guarded(routes, authenticate),
    'GET /health': () => json(200, { status: 'ok' }),
    'GET /openapi.json': () => {
      description ??= describeApi(routes);
      return json(200, description, { 'cache-control': 'public, max-age=300' });
    },
  };
}
