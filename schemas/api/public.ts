// Routes of integrations, recipients and anyone: their functions do not load this table, and so not zod.
import * as z from 'zod';
import { callOfPath } from '../names.ts';
import { SpendRequest } from '../spend.ts';
import type { PublicRoute, PublicTable } from './route.ts';

const Taken = z.object({
  success: z.literal(true),
  accepted: z.int(),
  rejected: z.array(z.object({ index: z.int(), pointer: z.string(), detail: z.string() })),
});
const Anything = z.looseObject({});

const callRoute = (call: string): PublicRoute => ({
  who: 'write key',
  summary: `Segment HTTP API: ${call}`,
  body: Anything,
  answer: Taken,
});

/** RudderStack's SDKs add the slash where the address that they are configured with does not end in this path. */
function sourceConfig(path: `/${string}`): PublicTable {
  const summary = 'What RudderStack’s SDKs ask for at their start, with a browser key';
  const get: PublicRoute = { who: 'write key', summary, answer: Anything };
  return {
    [`GET ${path}`]: get,
    [`HEAD ${path}`]: { ...get, summary: 'As GET, to see whether it is blocked' },
  };
}

/** Integrations: the write key is checked in ingest-events. */
export const intakeRoutes: PublicTable = {
  ...Object.fromEntries(
    Object.entries(callOfPath).map(([path, call]) => [`POST /v1/${path}`, callRoute(call)]),
  ),
  'POST /v1/spend': {
    who: 'write key',
    summary: 'What was spent outside, by date, channel and campaign',
    body: SpendRequest,
    answer: Taken,
  },
  'GET /v1/projects/{key}/settings': {
    who: 'anyone',
    summary: 'What analytics.js asks for at its start',
    answer: Anything,
  },
  'POST /beacon/v1/batch': callRoute('batch, as RudderStack posts it while a page closes'),
  ...sourceConfig('/sourceConfig'),
  ...sourceConfig('/sourceConfig/'),
};

const link = (summary: string): PublicRoute => ({ who: 'anyone with the link', summary });

/** Recipients: the token in the path is signed. */
export const recipientRoutes: PublicTable = {
  'GET /u/{token}': link('A page with one button to unsubscribe'),
  'POST /u/{token}': link('One-click unsubscribe (RFC 8058)'),
  'GET /c/{token}': link('A click'),
  'GET /o/{token}': link('An open'),
};

export const openRoutes = {
  'GET /openapi.json': { who: 'anyone', summary: 'This description', answer: Anything },
  'GET /health': { who: 'anyone', summary: 'Whether the API answers', answer: Anything },
} as const satisfies PublicTable;
