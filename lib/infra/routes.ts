/**
 * Every route of the HTTP API by the function that serves it. Each is listed rather than caught by one greedy route, so
 * that access logs and throttles know routes by name; API Gateway allows 300.
 */
import { intakeRoutes, openRoutes, recipientRoutes } from '../../schemas/api/public.ts';
import { longAddressRoutes, operatorRoutes } from '../../schemas/api/routes.ts';

export const INTAKE_ROUTES: readonly string[] = Object.keys(intakeRoutes);
export const RECIPIENT_ROUTES: readonly string[] = Object.keys(recipientRoutes);
export const OPEN_ROUTES: readonly string[] = Object.keys(openRoutes);
export const OPERATOR_ROUTES: readonly string[] = Object.keys(operatorRoutes);
/** Beside them: the same routes, for addresses that contain a slash. */
export const LONG_ADDRESS_ROUTES: readonly string[] = longAddressRoutes(OPERATOR_ROUTES);
