// Events from the bus, put there by a company's own services and partners with the AWS SDK.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expect, it } from 'vitest';
import { type Backend, onEachDatabase } from './backend.ts';

const PURPOSE = { purpose: 'marketing', channels: ['email'], source: 'till', wording: 'Yes' };

async function put(backend: Backend, source: string, type: string, detail: object): Promise<void> {
  const endpoint = backend.cloud.emulators.services;
  const credentials = { accessKeyId: 'partner', secretAccessKey: 'secret' };
  const client = new EventBridgeClient({ endpoint, region: 'us-east-1', credentials });
  const bus = backend.cloud.variables.get('EVENT_BUS_NAME');
  const entry = { EventBusName: bus, Source: source, DetailType: type, Detail: JSON.stringify(detail) };
  expect((await client.send(new PutEventsCommand({ Entries: [entry] }))).FailedEntryCount).toBe(0);
  client.destroy();
}

onEachDatabase((backend) => {
  it('takes in an event of the bus like one over HTTP: an address and a consent lead to a welcome', async () => {
    await put(backend, 'shop.till', 'identify', {
      userId: 'till-1',
      traits: { email: 'till-1@example.com' },
    });
    await put(backend, 'shop.till', 'Answers', {
      batch: [{ type: 'track', userId: 'till-1', event: 'Consent Given', properties: PURPOSE }],
    });
    await backend.idle();
    expect(await backend.outbox('till-1@example.com')).toMatchObject([{ journey: 'welcome' }]);
  });

  it('quarantines what is not an event, with its reason, and never takes in what Cairn itself publishes', async () => {
    await put(backend, 'shop.till', 'Answers', { batch: [{ type: 'track', userId: 'till-2' }] });
    await put(backend, 'cairn', 'track', { userId: 'till-3', event: 'Budget Cut' });
    await backend.idle();
    const { body } = await backend.as('viewer', 'GET', '/v1/quarantine');
    expect(body).toMatchObject({ items: [{ type: 'track', pointer: '/event' }] });
    expect((await backend.as('viewer', 'GET', '/v1/profiles/user:till-3')).status).toBe(404);
  });
});
