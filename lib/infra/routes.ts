/**
 * Every route of the HTTP API by who may call it, as docs/reference/http.md lists them. Each is listed rather than
 * caught by a greedy route, so that access logs and throttles know routes by name; API Gateway allows 300.
 */

const SEGMENT_CALLS = [
  'track',
  'identify',
  'page',
  'screen',
  'group',
  'alias',
  'batch',
  't',
  'i',
  'p',
  's',
  'g',
  'a',
  'b',
];

/** Integrations: the write key is checked in ingest-events. */
export const INTAKE_ROUTES: readonly string[] = [
  ...SEGMENT_CALLS.map((call) => `POST /v1/${call}`),
  'POST /v1/spend',
  'GET /v1/projects/{key}/settings',
];

/** Recipients: the token in the path is signed. */
export const RECIPIENT_ROUTES: readonly string[] = [
  'GET /u/{token}',
  'POST /u/{token}',
  'GET /c/{token}',
  'GET /o/{token}',
];

/** Anyone. */
export const OPEN_ROUTES: readonly string[] = ['GET /openapi.json', 'GET /health'];

const DOCUMENTS = ['journeys', 'segments', 'templates', 'budgets', 'channels'];

/** Operators: a JWT with a role, checked in operate-api before anything else. */
export const OPERATOR_ROUTES: readonly string[] = [
  ...DOCUMENTS.flatMap((kind) => ['GET', 'PUT', 'DELETE'].map((method) => `${method} /v1/${kind}/{id}`)),
  'GET /v1/program',
  'POST /v1/program/publish',
  'POST /v1/program/rollback',
  'POST /v1/journeys/{id}/rehearse',
  'POST /v1/templates/{id}/test-send',
  'POST /v1/segments/{id}/send',
  'GET /v1/profiles/{address}',
  'DELETE /v1/profiles/{address}',
  'GET /v1/profiles/{address}/timeline',
  'GET /v1/profiles/{address}/why',
  'GET /v1/profiles/{address}/export',
  'GET /v1/quarantine',
  'POST /v1/quarantine/{id}/release',
  'GET /v1/budgets/{id}/decisions',
  'POST /v1/budgets/{id}/decisions/{n}/approve',
  'POST /v1/budgets/{id}/decisions/{n}/revert',
  'POST /v1/budgets/{id}/adjust',
  'GET /v1/reports/roi',
  'GET /v1/ledger',
  'GET /v1/ledger/verify',
  'GET /v1/keys',
  'POST /v1/keys',
  'POST /v1/keys/{id}/rotate',
  'DELETE /v1/keys/{id}',
];
