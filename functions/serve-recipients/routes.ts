// The recipients' routes: one-click unsubscribe (RFC 8058) for people and mail clients, clicks, opens.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ProgramCache } from '../../lib/application/program/program-cache.ts';
import {
  countVisit,
  type RecipientPorts,
  readLink,
  unsubscribe,
} from '../../lib/application/receipts/serve-recipients.ts';
import { channels } from '../../lib/channels/channels.ts';
import { header } from '../../lib/http/body.ts';
import type { Answer, Routes } from '../../lib/http/stack.ts';
import type { TraceId } from '../../schemas/primitives.ts';
import type { RecipientTokenOf } from '../../schemas/recipient-token.ts';
import { PRIVATE, page } from './page.ts';

export interface RecipientRoutesPorts extends RecipientPorts {
  /** Names the sender and purpose of the messages, if it can be read. */
  programs: Pick<ProgramCache, 'current'>;
  /** Called with failures that the recipient does not see. */
  onFailure: (what: string, error: unknown) => void;
}

/** A click waits at most this long to be counted. */
const COUNT_MS_MAX = 1_500;
const PIXEL = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

export function recipientRoutes(ports: RecipientRoutesPorts): Routes {
  return {
    'GET /u/{token}': (event) => ask(ports, event),
    'POST /u/{token}': (event, trace) => switchOff(ports, event, trace),
    'GET /c/{token}': (event, trace) => follow(ports, event, trace),
    'GET /o/{token}': (event, trace) => look(ports, event, trace),
  };
}

const tokenOf = (event: APIGatewayProxyEventV2): string => event.pathParameters?.['token'] ?? '';

const NOT_FOUND = page({
  status: 404,
  title: 'This link does not work',
  text: ['It may have been cut off on its way. Please use the link in the message itself.'],
});

async function ask(ports: RecipientRoutesPorts, event: APIGatewayProxyEventV2): Promise<Answer> {
  const link = await readLink(ports, 'u', tokenOf(event));
  if (!link) return NOT_FOUND;
  const text = [`Press the button to get no more ${await whatOf(ports, link)}. It takes effect at once.`];
  return page({ status: 200, title: 'Unsubscribe', text, button: 'Unsubscribe' });
}

/** Any POST with a valid token is a withdrawal, because mail clients differ in what they put into the body. */
async function switchOff(
  ports: RecipientRoutesPorts,
  event: APIGatewayProxyEventV2,
  trace: TraceId,
): Promise<Answer> {
  const link = await readLink(ports, 'u', tokenOf(event));
  if (!link) return NOT_FOUND;
  try {
    await unsubscribe(ports, link, trace);
  } catch (error) {
    ports.onFailure('unsubscribe', error);
    const text = ['Something on our side did not answer. Please press the button again.'];
    return page({ status: 503, title: 'That did not work yet', text, button: 'Unsubscribe' });
  }
  return page({ status: 200, title: 'Done', text: [`You will get no more ${await whatOf(ports, link)}.`] });
}

async function follow(
  ports: RecipientRoutesPorts,
  event: APIGatewayProxyEventV2,
  trace: TraceId,
): Promise<Answer> {
  const link = await readLink(ports, 'c', tokenOf(event));
  if (!link) return NOT_FOUND;
  await count(ports, link, event, trace);
  return { statusCode: 302, headers: { ...PRIVATE, location: link.u } };
}

async function look(
  ports: RecipientRoutesPorts,
  event: APIGatewayProxyEventV2,
  trace: TraceId,
): Promise<Answer> {
  const link = await readLink(ports, 'o', tokenOf(event));
  if (!link) return NOT_FOUND;
  await count(ports, link, event, trace);
  return {
    statusCode: 200,
    headers: { ...PRIVATE, 'content-type': 'image/gif' },
    body: PIXEL,
    isBase64Encoded: true,
  };
}

async function count(
  ports: RecipientRoutesPorts,
  link: RecipientTokenOf<'c'> | RecipientTokenOf<'o'>,
  event: APIGatewayProxyEventV2,
  trace: TraceId,
): Promise<void> {
  const counted = countVisit(ports, link, header(event, 'user-agent'), trace).catch((error: unknown) =>
    ports.onFailure('count', error),
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, COUNT_MS_MAX);
  });
  await Promise.race([counted, late]);
  clearTimeout(timer);
}

/**
 * `e-mail from Shop (offers and news)`; shorter if the program cannot be read, because a withdrawal must not depend on
 * it.
 */
async function whatOf(ports: RecipientRoutesPorts, link: RecipientTokenOf<'u'>): Promise<string> {
  const { some, these } = channels[link.c].words;
  try {
    const { program } = await ports.programs.current();
    const name = program.name ?? program.sender?.name;
    const about = program.purposes[link.m]?.description;
    return `${some}${name ? ` from ${name}` : ''}${about ? ` (${about})` : ''}`;
  } catch (error) {
    ports.onFailure('program', error);
    return `of these ${these}`;
  }
}
