// Routes of integrations, recipients and anyone: their functions do not load this table, and so not zod.
import * as z from 'zod';
import { callOfPath } from '../names.ts';
import { SpendRequest } from '../spend.ts';
import type { PublicRoute, PublicTable } from './route.ts';

const Said = z.array(z.object({ index: z.int(), pointer: z.string(), detail: z.string() }));
const Taken = z.object({
  success: z.literal(true),
  accepted: z.int(),
  rejected: Said,
  /** Of events that were taken, although a part of them has no effect. */
  warnings: Said.optional(),
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

const AS_GET = 'As GET, without the body; nothing is counted';

/** Recipients: the token in the path is signed. */
export const recipientRoutes: PublicTable = {
  'GET /u/{token}': link('A page with one button to unsubscribe, or to undo it; it changes nothing'),
  'HEAD /u/{token}': link(AS_GET),
  'POST /u/{token}': link('One-click unsubscribe (RFC 8058), and its undoing; any other form is refused'),
  'GET /c/{token}': link('A click'),
  'HEAD /c/{token}': link(AS_GET),
  'GET /s/{token}': link('A click on the short link of a text message; 410 once it has ended'),
  'HEAD /s/{token}': link(AS_GET),
  'GET /o/{token}': link('An open'),
  'HEAD /o/{token}': link(AS_GET),
};

export const SignIn = z.object({
  issuer: z.string().meta({ description: 'Of OpenID Connect, as the tokens say it' }),
  clientId: z.string(),
});
export type SignIn = z.infer<typeof SignIn>;

export const openRoutes = {
  'GET /v1/openapi.json': { who: 'anyone', summary: 'This description', answer: Anything },
  'GET /openapi.json': { who: 'anyone', summary: 'As GET /v1/openapi.json', answer: Anything },
  'GET /v1/sign-in': {
    who: 'anyone',
    summary: 'Where operators sign in: the issuer of their tokens and the client of the command line',
    answer: SignIn,
  },
  'GET /health': { who: 'anyone', summary: 'Whether the API answers', answer: Anything },
} as const satisfies PublicTable;
