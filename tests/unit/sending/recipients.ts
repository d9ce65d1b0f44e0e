// A recipient with a message: its links, and requests to them.
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { type RecipientRoutesPorts, recipientRoutes } from '../../../functions/serve-recipients/routes.ts';
import type { EmailMessage } from '../../../lib/channels/email/channel.ts';
import { httpHandler } from '../../../lib/http/stack.ts';
import { makeWorld, requestOf, type World } from './world.ts';

const PERSON = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)';

export interface RequestOptions {
  agent?: string;
  body?: string | undefined;
  headers?: Record<string, string>;
  isBase64Encoded?: boolean;
}

export interface Recipient {
  world: World;
  ports: RecipientRoutesPorts;
  failures: string[];
  /** Tokens. */
  links: { u: string; c: string; o: string };
  request(
    method: string,
    kind: string,
    token: string,
    options?: RequestOptions,
  ): Promise<APIGatewayProxyStructuredResultV2>;
  mailed(): World['mailbox']['items'][number]['body']['messages'];
}

/** One who has got the sample mail. */
export async function recipientOfMail(): Promise<Recipient> {
  const world = await makeWorld();
  const failures: string[] = [];
  const { profiles, blocks, vault, shortLinks, mailbox, clock, programs } = world.ports;
  const onFailure = (what: string) => failures.push(what);
  await world.send(requestOf());
  const { html = '', headers } = (world.calls as EmailMessage[])[0] ?? { headers: {} };
  const token = (kind: string) => new RegExp(`l\\.example/${kind}/([^"]+)"`).exec(html)?.[1] ?? '';
  world.mailbox.items = [];
  const unsubscribe = (headers as Record<string, string>)['List-Unsubscribe'];
  const recipient: Recipient = {
    world,
    failures,
    ports: { profiles, blocks, vault, shortLinks, mailbox, clock, programs, onFailure },
    links: { u: unsubscribe?.replace(/^<.*\/u\/|>$/g, '') ?? '', c: token('c'), o: token('o') },
    request(method, kind, token, options = {}) {
      const event = {
        routeKey: `${method} /${kind}/{token}`,
        pathParameters: { token },
        headers: {
          ...(options.agent === '' ? {} : { 'user-agent': options.agent ?? PERSON }),
          ...options.headers,
        },
        body: options.body,
        isBase64Encoded: options.isBase64Encoded ?? false,
        requestContext: { requestId: 'r' },
      } as unknown as APIGatewayProxyEventV2;
      const context = { getRemainingTimeInMillis: () => 10_000 } as Context;
      return httpHandler(recipientRoutes(recipient.ports))(event, context);
    },
    mailed: () => world.mailbox.items.flatMap((item) => item.body.messages),
  };
  return recipient;
}
