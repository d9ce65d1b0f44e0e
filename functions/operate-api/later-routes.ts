// Names of docs/reference/http.md that are kept for what comes later: the role is checked all the same.
import type { OperatorRoute } from './route.ts';

export const laterRoutes: readonly OperatorRoute[] = [
  {
    key: 'POST /v1/journeys/{id}/rehearse',
    duty: 'edit',
    summary: 'What a journey would have done on past events',
  },
  {
    key: 'POST /v1/templates/{id}/test-send',
    duty: 'edit',
    summary: 'Send a template to an address to see it',
  },
  { key: 'POST /v1/segments/{id}/send', duty: 'edit', summary: 'Send a one-off campaign to a segment' },
  {
    key: 'GET /v1/profiles/{address}/export',
    duty: 'privacy',
    summary: 'All that is stored of a person, opened',
  },
  { key: 'DELETE /v1/profiles/{address}', duty: 'privacy', summary: 'Erase a person' },
  { key: 'GET /v1/ledger', duty: 'read', summary: 'The ledger of decisions about money' },
  { key: 'GET /v1/ledger/verify', duty: 'read', summary: 'Whether the ledger is as it was written' },
];
