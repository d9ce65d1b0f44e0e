// The whole backend for one test file, on each local database, used as the outside world uses it: over HTTP.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type Cloud, type CloudOptions, startCloud } from '../../local/cloud.ts';
import { javaVersion } from '../../local/database.ts';
import type { Outage } from '../support/outage.ts';
import { PermissionGateway } from '../support/permissions/gateway.ts';
import { recordGrants } from '../support/permissions/report.ts';

export interface Sent {
  sendId: string;
  channel: string;
  to: string;
  profileId: string;
  journey: string;
  step: string;
  template: string;
  subject?: string;
  text?: string;
  html?: string;
  headers?: Record<string, string>;
  cost?: { amount: string; currency: string };
  sentAt: string;
}

export interface Answer<T = unknown> {
  status: number;
  type: string;
  headers: Headers;
  body: T;
}

const JAVA = ((await javaVersion()) ?? 0) >= 17;
export const DATABASES = JAVA ? (['dynamodb-local', 'dynalite'] as const) : (['dynalite'] as const);

/**
 * A backend over HTTP. Errors of functions fail the test that caused them, and so does a call that the function's
 * role does not allow.
 */
export class Backend {
  cloud!: Cloud;
  readonly failures: string[] = [];
  readonly permissions: PermissionGateway;

  constructor(permissions = new PermissionGateway()) {
    this.permissions = permissions;
  }

  /** Aborts at the first call that is not permitted, which could keep the cloud from ever becoming idle. */
  async start(options: CloudOptions): Promise<void> {
    const { permissions } = this;
    const refused = new Promise<never>((_, reject) => {
      permissions.signal.addEventListener('abort', () => reject(permissions.signal.reason));
    });
    refused.catch(() => undefined);
    const starting = startCloud({
      ...options,
      onFunctionError: (name, message) => this.failures.push(`${name}: ${message}`),
      gateway: async (emulators, resources) => {
        const asked = await permissions.open(emulators, resources);
        return (await options.gateway?.(asked, resources)) ?? asked;
      },
    }).then((cloud) => {
      this.cloud = cloud;
    });
    await Promise.race([starting, refused]);
  }

  async stop(): Promise<void> {
    await this.cloud?.stop();
    await this.permissions.close();
  }

  get url(): string {
    return this.cloud.url;
  }

  async call<T = unknown>(
    method: string,
    path: string,
    init: { body?: unknown; headers?: Record<string, string>; raw?: string | Uint8Array<ArrayBuffer> } = {},
  ): Promise<Answer<T>> {
    const headers = {
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...init.headers,
    };
    const body = init.raw ?? (init.body === undefined ? undefined : JSON.stringify(init.body));
    const { signal } = this.permissions;
    const answer = await fetch(this.url + path, { method, headers, body, redirect: 'manual', signal });
    const text = await answer.text();
    const type = answer.headers.get('content-type') ?? '';
    const parsed = type.includes('json') && text ? JSON.parse(text) : text;
    return { status: answer.status, type, headers: answer.headers, body: parsed as T };
  }

  /** Posts events with the server key and waits until all work is finished. */
  async post(...events: object[]): Promise<void> {
    const batch = events.map((event) => ({ messageId: randomUUID(), timestamp: this.now(), ...event }));
    const answer = await this.call('POST', '/v1/batch', {
      body: { batch },
      headers: basic('local-write-key'),
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { success: true, accepted: events.length, rejected: [] },
    });
    await this.idle();
  }

  async as<T = unknown>(role: string, method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return this.call<T>(method, path, { body, headers: { authorization: `Bearer local-${role}` } });
  }

  async outbox(address?: string): Promise<Sent[]> {
    const query = address === undefined ? '' : `?address=${encodeURIComponent(address)}`;
    return (await this.call<{ messages: Sent[] }>('GET', `/_local/outbox${query}`)).body.messages;
  }

  async events<T>(type: string): Promise<T[]> {
    return (await this.call<{ events: T[] }>('GET', `/_local/events?type=${encodeURIComponent(type)}`)).body
      .events;
  }

  async advance(duration: string): Promise<void> {
    expect((await this.call('POST', '/_local/clock', { body: { advance: duration } })).status).toBe(200);
  }

  async idle(): Promise<void> {
    await this.call('GET', '/_local/idle');
  }

  now(): string {
    return new Date(Math.floor(this.cloud.clock.now())).toISOString();
  }
}

export const basic = (key: string): Record<string, string> => ({ authorization: `Basic ${btoa(`${key}:`)}` });

/** Runs a suite against a backend of its own on every database available on this machine. */
export function onEachDatabase(
  suite: (backend: Backend) => void,
  options: { program?: string; only?: 'first'; outage?: Outage } = {},
): void {
  if (!JAVA) console.log('skipped: DynamoDB Local, since there is no Java 17 on the PATH');
  const databases = options.only ? DATABASES.slice(0, 1) : DATABASES;
  describe.each(databases)('on %s', (database) => {
    const backend = new Backend();
    const { outage, program } = options;
    const gateway: CloudOptions['gateway'] = outage && ((emulators) => outage.open(emulators));
    beforeAll(() =>
      backend.start({ database, ...(program ? { program } : {}), ...(gateway ? { gateway } : {}) }),
    );
    afterAll(async () => {
      await backend.stop();
      await outage?.close();
      await recordGrants(backend.permissions, expect.getState().testPath ?? '');
      expect(backend.permissions.refusals).toEqual([]);
      expect(backend.failures).toEqual([]);
    });
    suite(backend);
  });
}

let people = 0;

/** A new person with an address, who consented to marketing on these channels. */
export async function customer(
  backend: Backend,
  channels: string[],
  traits: object = {},
): Promise<{ userId: string; email: string; phone: string }> {
  people += 1;
  const userId = `person-${people}`;
  const email = `${userId}@example.com`;
  const phone = `+4915112${String(people).padStart(6, '0')}`;
  const consent = {
    type: 'track',
    userId,
    event: 'Consent Given',
    properties: { purpose: 'marketing', channels, source: 'test form', wording: 'Yes' },
  };
  await backend.post(
    { type: 'identify', userId, traits: { email, phone, firstName: 'Ana', ...traits } },
    ...(channels.length > 0 ? [consent] : []),
  );
  return { userId, email, phone };
}
