/**
 * Every route of the HTTP API by the function that serves it. Each is listed rather than caught by one greedy route, so
 * that access logs and throttles know routes by name; API Gateway allows 300.
 */
import { intakeRoutes, openRoutes, recipientRoutes } from '../../schemas/api/public.ts';
import { longAddressRoutes, operatorRoutes } from '../../schemas/api/routes.ts';

/**
 * API Gateway refuses a route that ends in a slash. A greedy variable takes what is behind the slash, and also nothing;
 * the function answers 404 to anything else there.
 */
const behindSlash = (key: string): string => (key.endsWith('/') ? `${key}{proxy+}` : key);

export const INTAKE_ROUTES: readonly string[] = Object.keys(intakeRoutes).map(behindSlash);
export const RECIPIENT_ROUTES: readonly string[] = Object.keys(recipientRoutes);
export const OPEN_ROUTES: readonly string[] = Object.keys(openRoutes);
export const OPERATOR_ROUTES: readonly string[] = Object.keys(operatorRoutes);
/** Beside them: the same routes, for addresses that contain a slash. */
export const LONG_ADDRESS_ROUTES: readonly string[] = longAddressRoutes(OPERATOR_ROUTES);
