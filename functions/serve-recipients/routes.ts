// The recipients' routes: one-click unsubscribe (RFC 8058) for people and mail clients, clicks, opens. HEAD is answered as GET
// without its body, because scanners ask with it, and counts nothing.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { countVisit, readLink, readShortLink } from '../../lib/application/receipts/serve-recipients.ts';
import { webAddress } from '../../lib/channels/web-address.ts';
import { languageOf } from '../../lib/domain/language.ts';
import { header } from '../../lib/http/body.ts';
import type { Answer, Route, Routes } from '../../lib/http/stack.ts';
import type { TraceId } from '../../schemas/primitives.ts';
import type { RecipientTokenOf } from '../../schemas/recipient-token.ts';
import { PRIVATE, page } from './page.ts';
import { actOnPost, askToUnsubscribe, type UnsubscribePorts } from './unsubscribe.ts';
import { words } from './words.ts';

export type RecipientRoutesPorts = UnsubscribePorts;

/** A click waits at most this long to be counted. */
const COUNT_MS_MAX = 1_500;
const PIXEL = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

export function recipientRoutes(ports: RecipientRoutesPorts): Routes {
  const ask: Route = async (event) => {
    const link = await readLink(ports, 'u', tokenOf(event));
    return link ? askToUnsubscribe(ports, link, event) : says('broken', event);
  };
  const act: Route = async (event, trace) => {
    const link = await readLink(ports, 'u', tokenOf(event));
    return link ? actOnPost(ports, link, { event, trace }) : says('broken', event);
  };
  const { c, o, s } = visits(ports);
  return {
    'GET /u/{token}': ask,
    'HEAD /u/{token}': head(ask),
    'POST /u/{token}': act,
    'GET /c/{token}': counted(ports, c),
    'HEAD /c/{token}': uncounted(c),
    'GET /s/{token}': counted(ports, s),
    'HEAD /s/{token}': uncounted(s),
    'GET /o/{token}': counted(ports, o),
    'HEAD /o/{token}': uncounted(o),
  };
}

const tokenOf = (event: APIGatewayProxyEventV2): string => event.pathParameters?.['token'] ?? '';

const STATUS = { broken: 404, ended: 410 } as const;

/** A page for whoever has a link that leads nowhere. */
function says(what: keyof typeof STATUS, event: APIGatewayProxyEventV2): Answer {
  const language = languageOf(header(event, 'accept-language'), undefined);
  return page({ status: STATUS[what], language, ...words[language][what] });
}

type Counted = RecipientTokenOf<'c'> | RecipientTokenOf<'o'>;
/** The answer to whoever follows a link, and what is to be counted. */
interface Visit {
  answer: Answer;
  link?: Counted;
}
type Follow = (event: APIGatewayProxyEventV2) => Promise<Visit>;

function visits(ports: RecipientRoutesPorts): Record<'c' | 's' | 'o', Follow> {
  return {
    c: async (event) => redirect(await readLink(ports, 'c', tokenOf(event)), event),
    s: async (event) => {
      const link = await readShortLink(ports, tokenOf(event));
      return link === 'ended' ? { answer: says('ended', event) } : redirect(link, event);
    },
    o: async (event) => {
      const link = await readLink(ports, 'o', tokenOf(event));
      return link ? { answer: PICTURE, link } : { answer: says('broken', event) };
    },
  };
}

const PICTURE: Answer = {
  statusCode: 200,
  headers: { ...PRIVATE, 'content-type': 'image/gif' },
  body: PIXEL,
  isBase64Encoded: true,
};

/** Links of earlier releases carry the address as the template wrote it, which a header may not contain. */
function redirect(link: RecipientTokenOf<'c'> | undefined, event: APIGatewayProxyEventV2): Visit {
  const location = link && webAddress(link.u);
  if (location === undefined) return { answer: says('broken', event) };
  return { answer: { statusCode: 302, headers: { ...PRIVATE, location } }, link };
}

const counted =
  (ports: RecipientRoutesPorts, follow: Follow): Route =>
  async (event, trace) => {
    const { answer, link } = await follow(event);
    if (link) await count(ports, link, { event, trace });
    // A copy: the stack adds headers to an answer.
    return { ...answer };
  };

const uncounted = (follow: Follow): Route => head(async (event) => (await follow(event)).answer);

const head =
  (route: Route): Route =>
  async (event, trace) => {
    const { body: _, isBase64Encoded: __, ...answer } = await route(event, trace);
    return answer;
  };

async function count(
  ports: RecipientRoutesPorts,
  link: Counted,
  { event, trace }: { event: APIGatewayProxyEventV2; trace: TraceId },
): Promise<void> {
  const counting = countVisit(ports, link, header(event, 'user-agent'), trace).catch((error: unknown) =>
    ports.onFailure('count', error),
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, COUNT_MS_MAX);
  });
  await Promise.race([counting, late]);
  clearTimeout(timer);
}
