// What every channel must provide: a template becomes a message that its provider takes and reports on, its address
// belongs to it alone (I4), and the installation and the local cloud have what it needs.
import { createServer, type Server } from 'node:http';
import { App, Stack } from 'aws-cdk-lib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { inMemoryAddressBook } from '../../../lib/adapters/in-memory/address-book.ts';
import { webhookProviders } from '../../../lib/adapters/webhook/webhook-provider.ts';
import { recordProviderEvent } from '../../../lib/application/receipts/record-receipts.ts';
import { addressHash } from '../../../lib/channels/addresses.ts';
import { addressProfile, addressTraits, channels } from '../../../lib/channels/channels.ts';
import { providers } from '../../../lib/channels/providers.ts';
import { sealKindOf } from '../../../lib/domain/sealing/seal-values.ts';
import { channelInfra, senderId, sendsQueueId } from '../../../lib/infra/channels.ts';
import type { Providers } from '../../../lib/ports/provider.ts';
import { CloudClock } from '../../../local/clock.ts';
import { EventBus } from '../../../local/events/bus.ts';
import { Idle } from '../../../local/idle.ts';
import { Kms } from '../../../local/kms.ts';
import { serviceHandler } from '../../../local/services.ts';
import { GATEWAY_SECRET } from '../../../local/sink/gateway.ts';
import { Sink } from '../../../local/sink/sink.ts';
import { closeServer, listen, readBody, sendJson, startWireServer } from '../../../local/wire.ts';
import { perChannel, type SendChannel, sendChannels, sendsVariable } from '../../../schemas/names.ts';
import { Template } from '../../../schemas/program.ts';
import { ProviderEvent } from '../../../schemas/receipts.ts';
import { neededBy, templateFields } from '../../../schemas/template-fields.ts';
import { Installation, type Json } from '../../infra/installation.ts';
import { sampleTemplate, withSampleTemplates } from '../../support/sample-templates.ts';
import { makeWorld, PROFILE, program, requestOf, T0, type World } from '../sending/world.ts';

let world: World;
let sink: Sink;
let bus: EventBus;
let idle: Idle;
let services: Awaited<ReturnType<typeof startWireServer>>;
let gateway: Server;
let gatewayPort = 0;

beforeAll(async () => {
  services = await startWireServer((request) => serviceHandler({ bus, kms: new Kms([]), sink })(request));
  gateway = createServer((request, response) => {
    void readBody(request).then((body) =>
      sendJson(response, 200, sink.post(request.headers, body.toString())),
    );
  });
  gatewayPort = await listen(gateway);
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${services.port}`);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await services.stop();
  await closeServer(gateway);
});
beforeEach(async () => {
  const clock = new CloudClock(T0);
  idle = new Idle();
  const buses = ['default', 'own'];
  const place = { account: '000000000000', region: 'us-east-1' };
  bus = new EventBus({ clock, ...place, buses, rules: [], deliver: () => undefined });
  sink = new Sink({ clock, idle, bus, ownBus: 'own', publishInbound: () => undefined });
  Object.assign(program, withSampleTemplates(program));
  world = await makeWorld();
});

/** Sends the channel's sample and takes in everything the provider reports about it. */
async function sendBy(channel: SendChannel, byChannel: Partial<Providers>): Promise<string[]> {
  const request = requestOf({ channel, template: sampleTemplate(channel) });
  world.ports.providers = { ...world.ports.providers, ...byChannel };
  await world.send(request);
  expect(world.outcomes()).toMatchObject([{ status: 'sent', sendId: request.sendId }]);
  expect(sink.outbox.list({ channel })).toMatchObject([{ sendId: request.sendId }]);
  await idle.settled();
  const ports = { ...world.ports, addresses: inMemoryAddressBook() };
  const sources: string[] = [];
  for (const event of bus.events()) {
    expect(await recordProviderEvent(ports, ProviderEvent.parse(event))).toBe('recorded');
    sources.push(event.source);
  }
  return sources;
}

describe.each(sendChannels)('the channel %s', (channel) => {
  it('has templates that require the fields of its messages', () => {
    const sample = program.templates[sampleTemplate(channel)];
    expect(Template.safeParse(sample).success).toBe(true);
    expect(Object.keys(channels[channel].fields).sort()).toEqual(Object.keys(templateFields[channel]).sort());
    for (const field of neededBy(channel)) {
      const without = Object.fromEntries(Object.entries(sample ?? {}).filter(([name]) => name !== field));
      expect(Template.safeParse(without).error?.issues[0]?.path).toEqual([field]);
    }
  });

  it("is sent by its own provider with its sender's settings, and returns receipts", async () => {
    const infra = channelInfra[channel];
    const { settings } = infra.access(new Stack(new App(), 'Settings'));
    for (const name of Object.keys(settings)) vi.stubEnv(name, 'shop@example.com');
    const sources = await sendBy(channel, { [channel]: providers[channel]() });
    expect([...new Set(sources)]).toEqual(infra.reports);
  });

  it("is sent by a company's own gateway, and returns a receipt", async () => {
    const byGateway = webhookProviders({
      url: `http://127.0.0.1:${gatewayPort}/`,
      secret: async () => GATEWAY_SECRET,
      timeoutMs: 5_000,
      allowedAddresses: ['127.0.0.1'],
      clock: () => Date.now(),
    });
    expect(await sendBy(channel, byGateway)).toEqual(['message-gateway']);
  });

  it('has a queue with dead letters, an alarm on them, and a sender with permission for its settings', () => {
    const queue = installation.resources.find(
      ({ type, path }) =>
        type === 'AWS::SQS::Queue' && path.startsWith(`CairnProfiles/${sendsQueueId(channel)}/Queue/`),
    );
    const redrive = queue?.properties['RedrivePolicy'] as Json | undefined;
    const dead = installation.nameOf(redrive?.['deadLetterTargetArn'], 'CairnProfiles');
    const watched = installation
      .of('AWS::CloudWatch::Alarm')
      .flatMap(({ properties, stack }) =>
        ((properties['Dimensions'] ?? []) as Json[]).map(({ Value }) => installation.nameOf(Value, stack)),
      );
    expect(watched).toContain(dead);
    const sender = installation.functions().find(({ name }) => name === senderId(channel));
    expect(sender?.environment).toMatchObject({
      CHANNEL: channel,
      [sendsVariable(channel)]: `CairnProfiles/${queue?.id}`,
    });
    const { action } = channelInfra[channel].access(new Stack(new App(), 'Grants'));
    expect(sender?.statements.flatMap(({ actions }) => actions)).toContain(action);
    const step = installation.functions().find(({ name }) => name === 'StepProfile');
    expect(step?.environment).toHaveProperty(sendsVariable(channel));
    expect(
      installation
        .of('AWS::CloudWatch::Dashboard')
        .map(({ properties, stack }) => installation.nameOf(properties['DashboardBody'], stack))
        .join(),
    ).toContain(senderId(channel));
  });
});

const installation = new Installation();

it.each(addressTraits)('the trait %s, which holds an address, is sealed at the door (I9)', (trait) => {
  expect(sealKindOf(trait, [])).toBeDefined();
});

it('an address of one channel never has the profile id of an address of another kind', async () => {
  const { state } = (await world.ports.profiles.read(PROFILE)) ?? {};
  if (!state) throw new Error('the person of the tests is gone');
  const ids = perChannel((channel) => {
    const at = channels[channel].address.find(state)[0];
    return at && addressProfile(channel, addressHash(at));
  });
  expect(ids).toMatchObject({ email: `e-${world.hashes.email}`, sms: `p-${world.hashes.phone}` });
  for (const one of sendChannels)
    for (const other of sendChannels)
      if (channels[one].address.trait !== channels[other].address.trait && ids[one])
        expect(ids[other]).not.toBe(ids[one]);
  // For any hash: the kind of the id is that of the channel's trait.
  for (const channel of sendChannels) {
    const { trait, identifier } = channels[channel].address;
    expect([trait, undefined]).toContain(identifier);
  }
});
