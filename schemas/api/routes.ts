/**
 * Every route of the HTTP API by who may call it. Operators' routes are complete here: a new one is an entry in one of
 * these tables and a handler in functions/operate-api, which does not compile without it.
 */
import { budgetRoutes } from './budgets.ts';
import { documentRoutes } from './documents.ts';
import { keyRoutes } from './keys.ts';
import { profileRoutes } from './profiles.ts';
import { programRoutes } from './program.ts';
import { intakeRoutes, openRoutes, recipientRoutes } from './public.ts';
import { quarantineRoutes } from './quarantine.ts';
import { reportRoutes } from './reports.ts';
import type { OperatorTable, PublicTable } from './route.ts';

/** Operators: a JWT with a role, checked in operate-api before anything else. */
export const operatorRoutes = {
  ...programRoutes,
  ...documentRoutes,
  ...profileRoutes,
  ...quarantineRoutes,
  // A budget is read with its state, so this replaces the read route that every kind of document has.
  ...budgetRoutes,
  ...reportRoutes,
  ...keyRoutes,
} as const satisfies OperatorTable;
export type OperatorRoutes = typeof operatorRoutes;

export const publicRoutes: PublicTable = { ...intakeRoutes, ...recipientRoutes, ...openRoutes };

/**
 * The gateway decodes a path before it looks for its route, so `user:a%2Fb` is two segments, which no route with
 * `{address}` has. These greedy routes get what the others leave: `GET /v1/profiles/{rest+}`.
 */
export const longAddressRoutes = (keys: readonly string[]): string[] => [
  ...new Set(keys.filter((key) => key.includes(ADDRESS)).map(longAddressRoute)),
];
export const longAddressRoute = (key: string): string => `${key.slice(0, key.indexOf(ADDRESS))}{rest+}`;

const ADDRESS = '{address}';
