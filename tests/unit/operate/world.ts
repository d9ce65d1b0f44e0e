// The operators' API on in-memory adapters, with intake and step-profile behind it, so that histories are real.
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { expect } from 'vitest';
import { readProgramFiles } from '../../../cli/program-files.ts';
import { type ApiPorts, operateApi } from '../../../functions/operate-api/api.ts';
import { inMemoryAddressBook } from '../../../lib/adapters/in-memory/address-book.ts';
import { inMemoryBlockList } from '../../../lib/adapters/in-memory/block-list.ts';
import { inMemoryBudgetStore } from '../../../lib/adapters/in-memory/budget-store.ts';
import { inMemoryKeyStore } from '../../../lib/adapters/in-memory/key-store.ts';
import { inMemoryLog } from '../../../lib/adapters/in-memory/log.ts';
import { inMemoryMoneyStore } from '../../../lib/adapters/in-memory/money-store.ts';
import { inMemoryProfileStore } from '../../../lib/adapters/in-memory/profile-store.ts';
import { inMemoryProgramStore } from '../../../lib/adapters/in-memory/program-store.ts';
import { inMemoryQuarantine } from '../../../lib/adapters/in-memory/quarantine.ts';
import { inMemoryQueue } from '../../../lib/adapters/in-memory/queue.ts';
import { inMemoryVault } from '../../../lib/adapters/in-memory/vault.ts';
import { inMemoryKeyRing } from '../../../lib/adapters/in-memory/write-keys.ts';
import type { Authenticate, Principal } from '../../../lib/http/operators-auth.ts';
import type { Role } from '../../../lib/http/roles.ts';
import { httpHandler } from '../../../lib/http/stack.ts';
import { commitMailbox } from '../../../lib/wiring/commit.ts';
import { type OperateParts, operatorPorts } from '../../../lib/wiring/operate.ts';
import type { OperatorRoute } from '../../../schemas/api/route.ts';
import { operatorRoutes } from '../../../schemas/api/routes.ts';
import type { SendRequest, Timer } from '../../../schemas/effects.ts';
import type { Fact } from '../../../schemas/facts.ts';
import type { Envelope } from '../../../schemas/mailbox.ts';
import { perChannel } from '../../../schemas/names.ts';
import { T0 } from '../../contract/samples.ts';

export interface TestRequest {
  path?: Record<string, string>;
  /** By name, or as it stands in the URL. */
  query?: Record<string, string> | string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Answered<T = Record<string, unknown>> {
  status: number;
  headers: Record<string, unknown>;
  body: T;
}

export const shopFiles = (): Promise<Record<string, string>> => readProgramFiles('examples/shop');

/** Repeated parameters are joined by commas. */
const joined = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name).join(',')]));

/** An event as the gateway passes it on. */
export function httpEvent(
  routeKey: string,
  { path, query, body, headers }: TestRequest,
): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    routeKey,
    headers: { ...headers },
    pathParameters: path,
    rawQueryString: new URLSearchParams(query).toString(),
    queryStringParameters: query && joined(new URLSearchParams(query)),
    requestContext: { requestId: 'r1' },
    isBase64Encoded: false,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  } as unknown as APIGatewayProxyEventV2;
}

/** A response has everything its route's schema declares, and nothing else. */
function expectAnswer(routeKey: string, body: unknown): void {
  const route = Object.entries<OperatorRoute>(operatorRoutes).find(([key]) => key === routeKey)?.[1];
  if (route) expect(route.answer.parse(body), `the answer of ${routeKey}`).toEqual(body);
}

export function world(authenticate?: Authenticate) {
  let now = T0;
  const clock = (): number => now;
  const principal: Principal = { id: 'ann', roles: ['admin'] };
  const mailbox = inMemoryQueue<Envelope>(clock, true);
  const sends = inMemoryQueue<SendRequest>(clock, false);
  const announced: string[] = [];
  let made = 0;
  const parts: OperateParts = {
    profiles: inMemoryProfileStore(),
    programs: inMemoryProgramStore(),
    addresses: inMemoryAddressBook(),
    blocks: inMemoryBlockList(),
    vault: inMemoryVault(),
    quarantine: inMemoryQuarantine(),
    doorSettings: { current: async () => ({ sealed: [] }) },
    mailbox,
    budgets: inMemoryBudgetStore(),
    money: inMemoryMoneyStore(),
    announcer: {
      publish: async (event) => void announced.push(event.type),
      notifyFinance: async ({ subject }) => void announced.push(subject),
    },
    keyRing: inMemoryKeyRing(clock),
    random: () => {
      made += 1;
      return `random${made}`;
    },
    pause: async () => undefined,
    currency: undefined,
    apiUrl: 'https://api.example',
    log: inMemoryLog(),
    clock,
  };
  const ports: ApiPorts = operatorPorts(parts);
  const step = commitMailbox({
    ...parts,
    timers: inMemoryQueue<Timer>(clock, false),
    facts: inMemoryQueue<Fact>(clock, false),
    sends: perChannel(() => sends),
    keys: inMemoryKeyStore(),
    redelivery: { retryIn: async () => undefined },
  });
  const deliver = async (envelope: Envelope): Promise<void> => {
    const body = JSON.stringify(envelope);
    const message = { messageId: 'm', receiptHandle: 'm', body, group: envelope.profile, receiveCount: 1 };
    const failed = await step([message]);
    if (failed.length > 0) throw new Error('the mailbox was not folded');
  };
  /** Folds everything in the mailboxes. */
  const fold = async (): Promise<void> => {
    for (let received = mailbox.receive(10, 1); received.length > 0; received = mailbox.receive(10, 1))
      for (const { body, receipt } of received) {
        await deliver(body);
        mailbox.delete(receipt);
      }
  };
  const handle = httpHandler(operateApi(ports, authenticate ?? (async () => principal)));
  const context = { getRemainingTimeInMillis: () => 10_000, functionName: 'test' } as unknown as Context;
  return {
    ports,
    announced,
    clock,
    as: (...roles: Role[]) => {
      principal.roles = roles;
    },
    is: (person: string) => {
      principal.id = person;
    },
    pass: (ms: number) => {
      now += ms;
    },
    async ask<T = Record<string, unknown>>(routeKey: string, asked: TestRequest = {}): Promise<Answered<T>> {
      const answer = await handle(httpEvent(routeKey, asked), context);
      const body: unknown = answer.body ? JSON.parse(String(answer.body)) : undefined;
      if (answer.statusCode === 200) expectAnswer(routeKey, body);
      return { status: answer.statusCode ?? 200, headers: { ...answer.headers }, body: body as T };
    },
    /** Posts Segment calls with a server key, and folds everything in the mailboxes. */
    async post(...batch: object[]): Promise<void> {
      const answer = await ports.release.intake.take({
        body: { batch },
        call: 'batch',
        trust: 'server',
        source: 'test',
      });
      if (!answer.taken) throw new Error('the batch was not taken');
      await fold();
    },
    fold,
    deliver: (profile: Envelope['profile'], messages: Envelope['messages']) =>
      deliver({ v: 1, profile, keys: {}, messages }),
    wake: async (profile: Envelope['profile']) => {
      const id = `wake#${profile}#${now}`;
      await deliver({ v: 1, profile, keys: {}, messages: [{ type: 'wake', id, wakeAt: now }] });
    },
    outcome: async (profile: Envelope['profile'], status: 'sent' | 'refused', reason?: string) => {
      const [got] = sends.receive(1, 1000);
      if (!got) throw new Error('nothing was decided to be sent');
      sends.delete(got.receipt);
      const { sendId, journey, entry, step: stepId, visit, channel } = got.body;
      const answer = {
        type: 'outcome',
        id: `o-${sendId}`,
        sendId,
        journey,
        entry,
        step: stepId,
        visit,
        channel,
        status,
        reason,
        at: now,
      } as const;
      await deliver({ v: 1, profile, keys: {}, messages: [answer] });
    },
  };
}

export const consentAndView = (userId: string): object[] => [
  {
    type: 'identify',
    userId,
    messageId: `${userId}-1`,
    traits: { email: `${userId}@example.com`, plan: 'gold' },
  },
  {
    type: 'track',
    userId,
    messageId: `${userId}-2`,
    event: 'Consent Given',
    properties: { purpose: 'marketing', channels: ['email'], source: 'checkout', wording: 'Yes, mail me' },
  },
  {
    type: 'track',
    userId,
    messageId: `${userId}-3`,
    event: 'Product Added',
    properties: { product_id: 'p1', price: 30 },
  },
];
