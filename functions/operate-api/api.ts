// Everything that operate-api serves: operators' routes behind their roles, and the two open ones.
import type { ReleasePorts } from '../../lib/application/intake/release-quarantined.ts';
import type { KeyPorts } from '../../lib/application/keys/manage-keys.ts';
import type { ProgramPorts } from '../../lib/application/program/publish-program.ts';
import type { Authenticate } from '../../lib/http/operators-auth.ts';
import { problem } from '../../lib/http/problem.ts';
import { json, type Routes } from '../../lib/http/stack.ts';
import type { openRoutes, SignIn } from '../../schemas/api/public.ts';
import { type OperatorRoutes, operatorRoutes } from '../../schemas/api/routes.ts';
import { type BudgetHandlersPorts, budgetHandlers } from './budget-handlers.ts';
import { documentHandlers } from './document-handlers.ts';
import { keyHandlers } from './key-handlers.ts';
import { describeApi } from './openapi.ts';
import { type ProfileHandlersPorts, profileHandlers } from './profile-handlers.ts';
import { programHandlers } from './program-handlers.ts';
import { quarantineHandlers } from './quarantine-handlers.ts';
import { withCsv } from './report-csv.ts';
import { reportHandlers } from './report-handlers.ts';
import { guarded, type Handlers } from './route.ts';

export interface ApiPorts {
  program: ProgramPorts;
  profile: ProfileHandlersPorts;
  release: ReleasePorts;
  money: BudgetHandlersPorts;
  keys: KeyPorts;
  /** Where operators sign in; undefined: the installation has no issuer. */
  signIn?: SignIn | undefined;
}

export function operateApi(ports: ApiPorts, authenticate: Authenticate): Routes {
  // In the order of the table: the budget's own read route replaces the one that every kind of document has.
  const handlers: Handlers<OperatorRoutes> = {
    ...programHandlers(ports.program),
    ...documentHandlers(ports.program),
    ...profileHandlers(ports.profile),
    ...quarantineHandlers(ports.release),
    ...budgetHandlers(ports.money),
    ...reportHandlers({ ...ports.money, quarantine: ports.release.quarantine }),
    ...keyHandlers(ports.keys),
  };
  let description: object | undefined;
  const described = () => {
    description ??= describeApi();
    return json(200, description, { 'cache-control': 'public, max-age=300' });
  };
  return {
    ...withCsv(guarded(operatorRoutes, handlers, authenticate)),
    ...({
      'GET /health': () => json(200, { status: 'ok' }),
      'GET /v1/sign-in': () => {
        if (!ports.signIn) throw problem(404, { detail: 'No issuer of tokens is configured.' });
        return json(200, ports.signIn);
      },
      'GET /v1/openapi.json': described,
      'GET /openapi.json': described,
    } satisfies Record<keyof typeof openRoutes, Routes[string]>),
  };
}
