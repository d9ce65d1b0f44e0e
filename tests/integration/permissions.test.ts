// The effects of a call that a role does not allow, and grants that only rare moments need.

import { DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ListTopicsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { PermissionGateway } from '../support/permissions/gateway.ts';
import { recordGrants } from '../support/permissions/report.ts';
import { Backend, basic, customer } from './backend.ts';

const client = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'TEST', secretAccessKey: 'test' },
});
const track = (userId: string, event: string, properties: object = {}) => ({
  type: 'track',
  userId,
  event,
  properties,
});
const viewed = (userId: string) =>
  track(userId, 'Product Viewed', { product_id: 'p1', name: 'Lamp', price: 25 });
const withdrawn = (userId: string, channel: string) =>
  track(userId, 'Consent Withdrawn', { purpose: 'marketing', channels: [channel], source: 'form' });

async function toDaytime(backend: Backend): Promise<void> {
  const parts = { timeZone: 'Europe/Berlin', hour: '2-digit', hourCycle: 'h23' } as const;
  const hour = Number(new Intl.DateTimeFormat('en', parts).format(new Date(backend.now())));
  if (hour < 9 || hour > 15) await backend.advance(`PT${(33 - hour) % 24}H`);
}

/** Each suite has one backend; errors of functions are expected here. */
function backendOf(options: { goesOn?: boolean }): Backend {
  const backend = new Backend(new PermissionGateway(options));
  beforeAll(() => backend.start({ database: 'dynalite' }));
  afterAll(async () => {
    await backend.stop();
    await recordGrants(backend.permissions, expect.getState().testPath ?? '');
  });
  return backend;
}

describe('a missing grant', () => {
  const backend = backendOf({});

  test('fails the test that needs it, naming the function, the action and the resource', async () => {
    backend.permissions.revoke('StepProfile', 'sqs:SendMessage');
    const posted = backend.post(
      { type: 'identify', userId: 'a', traits: {} },
      track('a', 'Order Completed', { order_id: 'o1', revenue: 5, currency: 'EUR' }),
    );
    const refused =
      /^StepProfile is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:\S+$/;
    await expect(posted).rejects.toThrow('AccessDenied: StepProfile is not authorized');
    expect(backend.permissions.refusals).toEqual([expect.stringMatching(refused)]);
  });
});

describe('while a role lacks a grant nothing is lost, and the work is done once it is granted', () => {
  const backend = backendOf({ goesOn: true });
  /**
   * The backend does not become idle while messages are redelivered: the grant is restored once the work was
   * postponed.
   */
  const lacking = async (name: string, action: string, work: () => Promise<unknown>) => {
    const { permissions } = backend;
    permissions.refusals.length = 0;
    // By its own queue where the provider refuses, else by the message's visibility.
    const putOff = action.startsWith('dynamodb:') ? 'sqs:ChangeMessageVisibility' : 'sqs:SendMessage';
    const before = permissions.timesAllowed(name, putOff);
    const restore = permissions.revoke(name, action);
    const working = work();
    await vi.waitFor(() => expect(permissions.timesAllowed(name, putOff)).toBeGreaterThan(before), {
      timeout: 60_000,
    });
    restore();
    await working;
    expect(permissions.refusals).not.toEqual([]);
    for (const message of permissions.refusals)
      expect(message).toContain(`${name} is not authorized to perform: ${action} on`);
    await backend.advance('PT5M');
  };

  test('the door does not accept what it cannot pass on', async () => {
    const restore = backend.permissions.revoke('IngestEvents', 'sqs:SendMessage');
    const body = { ...viewed('door'), messageId: 'door-1' };
    const refused = await backend.call('POST', '/v1/track', { body, headers: basic('local-write-key') });
    expect(refused.status).toBe(503);
    restore();
    const taken = await backend.call('POST', '/v1/track', { body, headers: basic('local-write-key') });
    expect(taken.status).toBe(200);
    await backend.idle();
    expect((await backend.as('viewer', 'GET', '/v1/profiles/user:door')).status).toBe(200);
  });

  test("a profile's messages stay in the mailbox", async () => {
    await lacking('StepProfile', 'dynamodb:PutItem', () => backend.post(viewed('step')));
    expect((await backend.as('viewer', 'GET', '/v1/profiles/user:step')).status).toBe(200);
  });

  test('a mail waits before its claim and after a refusal of the provider, and is sent once', async () => {
    let email = '';
    await lacking('SendEmail', 'dynamodb:GetItem', async () => {
      ({ email } = await customer(backend, ['email']));
    });
    expect(await backend.outbox(email)).toHaveLength(1);
    await lacking('SendEmail', 'ses:SendEmail', async () => {
      ({ email } = await customer(backend, ['email']));
    });
    expect(await backend.outbox(email)).toHaveLength(1);
  });

  test.each([
    ['SendSms', 'dynamodb:GetItem'],
    ['SendSms', 'sms-voice:SendTextMessage'],
  ])('an SMS: %s without %s', async (name, action) => {
    await toDaytime(backend);
    const { phone, userId } = await customer(backend, ['sms']);
    await lacking(name, action, () => backend.post(viewed(userId), viewed(userId), viewed(userId)));
    expect(await backend.outbox(phone)).toHaveLength(1);
  });

  test.each([
    ['SendPush', 'dynamodb:GetItem'],
    ['SendPush', 'mobiletargeting:SendMessages'],
  ])('a push: %s without %s', async (name, action) => {
    await toDaytime(backend);
    const { userId } = await customer(backend, ['push']);
    const token = `token-${userId}-${action}`;
    const added = track(userId, 'Product Added', { product_id: 'p9', name: 'Chair', price: 30 });
    await backend.post({ ...added, context: { device: { token, type: 'android' } } });
    await lacking(name, action, () => backend.advance('PT1H'));
    expect(await backend.outbox(token)).toHaveLength(1);
  });
});

describe('grants that only rare moments need', () => {
  const backend = backendOf({});
  const row = (name: string) => ({
    TableName: backend.cloud.variables.get('SYSTEM_TABLE'),
    Key: { pk: { S: `CRYPTO#${name}` }, sk: { S: 'KEY' } },
  });
  /** A missing standing key is created by its first user: here a function at its first call. */
  const makes = async (name: 'match' | 'link', work: () => Promise<unknown>) => {
    const { dynamodb } = backend.cloud;
    await dynamodb.send(new DeleteItemCommand(row(name)));
    await work();
    expect((await dynamodb.send(new GetItemCommand(row(name)))).Item).toBeDefined();
  };

  test('the match key is created by whichever door is first: the bus, a reply by SMS', async () => {
    const bus = new EventBridgeClient(client(backend.cloud.emulators.services));
    const Detail = JSON.stringify({ ...viewed('by-bus'), messageId: 'by-bus-1' });
    const EventBusName = backend.cloud.variables.get('EVENT_BUS_NAME');
    const Entries = [{ EventBusName, Source: 'shop', DetailType: 'track', Detail }];
    await makes('match', async () => {
      await bus.send(new PutEventsCommand({ Entries }));
      await backend.idle();
    });
    const sns = new SNSClient(client(backend.cloud.emulators.queues));
    const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
    const TopicArn = Topics.find((topic) => topic.TopicArn?.includes('InboundSms'))?.TopicArn;
    const answer = { originationNumber: '+4915112999999', messageBody: 'STOP', inboundMessageId: 'in-1' };
    await makes('match', async () => {
      await sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(answer) }));
      await backend.idle();
    });
  });

  test('the link key is created by whichever sender is first, or by the door for recipients', async () => {
    await makes('link', () => backend.call('GET', '/u/bm8.bm8'));
    await toDaytime(backend);
    await makes('link', () => customer(backend, ['email']));
    const { userId } = await customer(backend, ['sms', 'push']);
    await makes('link', () => backend.post(viewed(userId), viewed(userId), viewed(userId)));
    const added = track(userId, 'Product Added', { product_id: 'p9', name: 'Chair', price: 30 });
    await backend.post({ ...added, context: { device: { token: 'token-link', type: 'android' } } });
    await makes('link', () => backend.advance('PT1H'));
  });

  test('every grant names an existing AWS action, on a resource type that it takes', async () => {
    const strange: string[] = [];
    for (const { role } of backend.permissions.grants) {
      // Lambda itself requests the log permissions.
      for (const { action, resource } of role.grants.filter((grant) => !grant.action.startsWith('logs:'))) {
        const asked = resource.replace(/\*$/, 'a');
        const { resultType } = await runSimulation(
          {
            request: {
              principal: role.roleArn,
              action,
              resource: { resource: asked, accountId: '000000000000' },
              contextVariables: {},
            },
            identityPolicies: [],
            serviceControlPolicies: [],
            resourceControlPolicies: [],
          },
          {},
        );
        if (resultType === 'error') strange.push(`${role.name}: ${action} on ${resource}`);
      }
    }
    expect(strange).toEqual([]);
  });
});

describe('rare calls', () => {
  const backend = backendOf({});

  test('a budget is adjusted before any send in its period', async () => {
    const body = { amount: '40.00 EUR', reason: 'a new month' };
    const { status } = await backend.as('finance', 'POST', '/v1/budgets/sms/adjust', body);
    expect(status).toBe(200);
  });

  test('a withdrawal is suppressed at the door, from the API and from the bus', async () => {
    const { userId } = await customer(backend, ['email', 'sms']);
    await backend.post(withdrawn(userId, 'email'));
    const bus = new EventBridgeClient(client(backend.cloud.emulators.services));
    const Detail = JSON.stringify({ ...withdrawn(userId, 'sms'), messageId: 'by-bus-2' });
    const EventBusName = backend.cloud.variables.get('EVENT_BUS_NAME');
    await bus.send(
      new PutEventsCommand({ Entries: [{ EventBusName, Source: 'shop', DetailType: 'track', Detail }] }),
    );
    await backend.idle();
    const { body } = await backend.as<{ blocks: { channel: string }[] }>(
      'viewer',
      'GET',
      `/v1/profiles/user:${userId}`,
    );
    expect(body.blocks.map(({ channel }) => channel).sort()).toEqual(['email', 'sms']);
  });
});
