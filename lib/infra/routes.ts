/**
 * Every route of the HTTP API by the function that answers it. Each is spelled out rather than caught by a greedy one, so that access
 * logs and throttles know routes by name; API Gateway allows 300.
 */
import { intakeRoutes, openRoutes, recipientRoutes } from '../../schemas/api/public.ts';
import { operatorRoutes } from '../../schemas/api/routes.ts';

export const INTAKE_ROUTES: readonly string[] = Object.keys(intakeRoutes);
export const RECIPIENT_ROUTES: readonly string[] = Object.keys(recipientRoutes);
export const OPEN_ROUTES: readonly string[] = Object.keys(openRoutes);
export const OPERATOR_ROUTES: readonly string[] = Object.keys(operatorRoutes);
