// The real handler on in-memory adapters: what is posted, what arrives, what is quarantined. Tests set the clock.
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { intakeRoutes } from '../../../functions/ingest-events/routes.ts';
import { inMemoryBlockList } from '../../../lib/adapters/in-memory/block-list.ts';
import { inMemoryProfileStore } from '../../../lib/adapters/in-memory/profile-store.ts';
import { inMemoryQuarantine } from '../../../lib/adapters/in-memory/quarantine.ts';
import { inMemoryVault } from '../../../lib/adapters/in-memory/vault.ts';
import { inMemoryWriteKeys } from '../../../lib/adapters/in-memory/write-keys.ts';
import { Intake } from '../../../lib/application/intake/ingest.ts';
import { eventNames } from '../../../lib/domain/program/event-names.ts';
import { type Answer, httpHandler } from '../../../lib/http/stack.ts';
import type { DoorSettingsStore } from '../../../lib/ports/door-settings.ts';
import type { ProfileStore } from '../../../lib/ports/profile-store.ts';
import type { Queue, Queued } from '../../../lib/ports/queue.ts';
import type { FactsMessage } from '../../../schemas/facts.ts';
import { Envelope, type EventMessage } from '../../../schemas/mailbox.ts';

export const NOW = Date.parse('2026-11-20T10:00:00.000Z');

export interface Posting {
  /** `/v1/track` and so on. */
  path?: string;
  body?: unknown;
  /** Sent unchanged, instead of `body`. */
  raw?: string | Buffer;
  key?: string | null;
  headers?: Record<string, string>;
}

/** A queue that records what it took, and can be made to refuse. */
export function recordingQueue<T>() {
  const taken: Queued<T>[] = [];
  const refuse = { next: (_items: readonly Queued<T>[]): Queued<T>[] => [] };
  const queue: Queue<T> = {
    async put(items) {
      const refused = new Set(refuse.next(items));
      taken.push(...items.filter((item) => !refused.has(item)));
      return [...refused];
    },
  };
  return { queue, taken, refuse };
}

/** `channels`: names of the published program's; without them none was published. */
export function openDoor(
  options: {
    sealed?: string[];
    purposes?: string[];
    channels?: Record<string, string>;
    events?: string[];
    profiles?: ProfileStore;
  } = {},
) {
  const time = { now: NOW };
  const clock = (): number => time.now;
  const vault = inMemoryVault({ region: 'DE' });
  const mailbox = recordingQueue<Envelope>();
  const facts = recordingQueue<FactsMessage>();
  const quarantine = inMemoryQuarantine();
  const writeKeys = inMemoryWriteKeys({ 'server-key': 'server', 'browser-key': 'browser' });
  const doorSettings: DoorSettingsStore = {
    current: async () => ({
      sealed: options.sealed ?? [],
      purposes: options.purposes,
      channels: options.channels && new Map(Object.entries(options.channels)),
      events: options.events && eventNames(options.events),
    }),
  };
  const profiles = options.profiles ?? inMemoryProfileStore();
  const blocks = inMemoryBlockList();
  const intake = new Intake({
    vault,
    mailbox: mailbox.queue,
    quarantine,
    doorSettings,
    profiles,
    blocks,
    clock,
  });
  const handler = httpHandler(intakeRoutes({ intake, writeKeys, facts: facts.queue, doorSettings, clock }));
  const call = (event: APIGatewayProxyEventV2): Promise<Answer> => handler(event, {} as Context);
  return {
    time,
    vault,
    mailbox,
    facts,
    quarantine,
    profiles,
    blocks,
    intake,
    call,
    clock,
    writeKeys,
    settings: doorSettings,
    post: async (posting: Posting) => {
      const answer = await call(requestOf(posting));
      return {
        status: answer.statusCode,
        headers: answer.headers ?? {},
        body: JSON.parse(answer.body ?? 'null'),
      };
    },
    /** Every event that reached a mailbox, in order. */
    arrived: (): EventMessage[] =>
      mailbox.taken.flatMap(({ body }) => Envelope.parse(body).messages as EventMessage[]),
    quarantined: async () => (await quarantine.list({ limit: 5000 })).items,
  };
}

export function requestOf({
  path = '/v1/track',
  body,
  raw,
  key = 'server-key',
  headers = {},
}: Posting): APIGatewayProxyEventV2 {
  const bytes = raw === undefined ? Buffer.from(JSON.stringify(body)) : Buffer.from(raw);
  return lambdaEvent('POST', path, bytes, {
    'content-type': 'application/json',
    ...(key === null ? {} : { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` }),
    ...headers,
  });
}

/** As API Gateway passes it on: every body as base64. */
export function lambdaEvent(
  method: string,
  url: string,
  bytes: Buffer,
  headers: Record<string, string>,
): APIGatewayProxyEventV2 {
  const [path = '', query = ''] = url.split('?');
  const project = /^\/v1\/projects\/([^/]+)\/settings$/.exec(path);
  const behindSlash = /^(\/sourceConfig\/)(.*)$/.exec(path);
  const route = behindSlash ? `${behindSlash[1]}{proxy+}` : path;
  const routeKey = `${method} ${project ? '/v1/projects/{key}/settings' : route}`;
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(query ? { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) } : {}),
    headers,
    ...(project ? { pathParameters: { key: project[1] } } : {}),
    ...(behindSlash ? { pathParameters: { proxy: behindSlash[2] } } : {}),
    requestContext: {
      requestId: 'request-1',
      domainName: 'api.example.com',
      http: { method, path, sourceIp: '192.0.2.1' },
    },
    body: bytes.toString('base64'),
    isBase64Encoded: true,
  } as unknown as APIGatewayProxyEventV2;
}
