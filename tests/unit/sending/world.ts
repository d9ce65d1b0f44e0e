// A sender's world in memory: one person, one program, providers whose responses a test sets.
import { inMemoryBlockList } from '../../../lib/adapters/in-memory/block-list.ts';
import { inMemoryKeyStore } from '../../../lib/adapters/in-memory/key-store.ts';
import { inMemoryProfileStore } from '../../../lib/adapters/in-memory/profile-store.ts';
import { inMemoryProgramStore } from '../../../lib/adapters/in-memory/program-store.ts';
import { inMemorySendLog } from '../../../lib/adapters/in-memory/send-log.ts';
import { inMemoryShortLinks } from '../../../lib/adapters/in-memory/short-links.ts';
import { inMemoryVault } from '../../../lib/adapters/in-memory/vault.ts';
import { ProgramCache } from '../../../lib/application/program/program-cache.ts';
import { type SenderPorts, SendMessage } from '../../../lib/application/send/send-message.ts';
import { addressTraits, type Messages } from '../../../lib/channels/channels.ts';
import { sendId } from '../../../lib/domain/message/send-id.ts';
import { newProfile, type ProfileState } from '../../../lib/domain/profile/state.ts';
import type { ProviderAnswer } from '../../../lib/ports/provider.ts';
import type { Queue, Queued } from '../../../lib/ports/queue.ts';
import type { Spender } from '../../../lib/ports/spender.ts';
import { Program } from '../../../schemas/documents.ts';
import type { SendRequest } from '../../../schemas/effects.ts';
import type { Fact } from '../../../schemas/facts.ts';
import type { Envelope, OutcomeMessage } from '../../../schemas/mailbox.ts';
import { perChannel, type SendChannel } from '../../../schemas/names.ts';
import type { Money } from '../../../schemas/primitives.ts';

export const T0 = Date.parse('2026-11-20T10:00:00Z');
export const HOUR = 3_600_000;
export const TIMEOUT_MS = 30_000;

export interface RecordingQueue<T> extends Queue<T> {
  items: Queued<T>[];
  /** How many of the next puts the queue refuses. */
  refuse: number;
}
export function recordingQueue<T>(): RecordingQueue<T> {
  const queue: RecordingQueue<T> = {
    items: [],
    refuse: 0,
    async put(items) {
      if (queue.refuse > 0) {
        queue.refuse -= 1;
        return [...items];
      }
      queue.items.push(...structuredClone([...items]));
      return [];
    },
  };
  return queue;
}

export interface CountingSpender extends Spender {
  held: number;
  limit: number;
  batches: Money[];
}
/** One lease for everything, without a budget's storage behind it. */
export function countingSpender(): CountingSpender {
  const spender: CountingSpender = {
    held: 0,
    limit: Number.MAX_SAFE_INTEGER,
    batches: [],
    async take(_program, _channel, { cost, batch }) {
      spender.batches.push(batch);
      if (spender.held + cost.micros > spender.limit) return { refusedBy: 'budget' };
      spender.held += cost.micros;
      return { lease: 'lease-1' };
    },
    giveBack(_lease, cost) {
      spender.held -= cost.micros;
    },
  };
  return spender;
}

export const program = Program.parse({
  name: 'Shop',
  currency: 'EUR',
  rates: [{ currency: 'USD', from: '2026-01-01', rate: '0.9' }],
  timeZone: 'Europe/Berlin',
  purposes: { marketing: { description: 'offers', data: [] } },
  sealed: [],
  events: {},
  attribution: { window: 'P7D', model: 'last', sends: false },
  sender: { name: 'Shop Ltd', postalAddress: 'Street 1' },
  templates: {
    mail: {
      id: 'mail',
      channel: 'email',
      subject: 'Hi {{ profile.first_name }}',
      html: '<p>{{ event.properties.name }}</p><a href="https://shop.example/cart?a=1&amp;b=2">go</a><a href="{{ links.unsubscribe }}">off</a>',
    },
    broken: { id: 'broken', channel: 'email', subject: 's', html: '{{ profile.first_name | nothing }}' },
    text: { id: 'text', channel: 'sms', text: '{{ event.properties.name }}' },
    linked: { id: 'linked', channel: 'sms', text: 'Look: https://shop.example/茶?a=1&b=2.' },
    push: { id: 'push', channel: 'push', title: 'T', text: '{{ event.name }}', url: 'https://shop.example/' },
  },
  channels: {
    email: { id: 'email', aliases: [], price: '0.0010 EUR' },
    sms: { id: 'sms', aliases: [], price: '0.0700 EUR', window: { from: '08:00', to: '21:00' } },
    push: { id: 'push', aliases: [], price: '0.0001 EUR', window: { from: '08:00', to: '21:00' } },
  },
});

export const PROFILE = 'u-AAAAAAAAAAAAAAAAAAAAAA';

export interface World {
  ports: SenderPorts;
  now: number;
  answer: (message: Messages[SendChannel]) => Promise<ProviderAnswer>;
  calls: Messages[SendChannel][];
  mailbox: RecordingQueue<Envelope>;
  facts: RecordingQueue<Fact>;
  sends: RecordingQueue<SendRequest>;
  spender: CountingSpender;
  log: ReturnType<typeof inMemorySendLog>;
  blocks: ReturnType<typeof inMemoryBlockList>;
  keys: ReturnType<typeof inMemoryKeyStore>;
  vault: ReturnType<typeof inMemoryVault>;
  hashes: { email: string; phone: string; token: string };
  send(request: SendRequest, rest?: number): ReturnType<SendMessage['handle']>;
  /** Writes the profile's next version. */
  write(change: (state: ProfileState) => void, id?: string): Promise<void>;
  outcomes(): OutcomeMessage[];
}

export async function makeWorld(): Promise<World> {
  const vault = inMemoryVault();
  const keys = inMemoryKeyStore();
  const profiles = inMemoryProfileStore();
  const store = inMemoryProgramStore();
  const blocks = inMemoryBlockList();
  const sealing = await vault.begin();
  const email = sealing.seal('zoe@example.com', 'email');
  const phone = sealing.seal('+4915112345678', 'phone');
  const token = sealing.seal('device-token', 'token');
  const state = newProfile(PROFILE);
  state.traits = { email, phone, first_name: sealing.seal('Zoë', 'name') };
  for (const trait of addressTraits) state.traits[trait] ??= sealing.seal(`Zoë's ${trait}`, 'text');
  state.devices = [{ token, platform: 'android', at: T0 }];
  const yes = { at: T0 - HOUR, acceptedAt: T0 - HOUR, index: 0 };
  state.consent = { marketing: perChannel(() => ({ yes })) };
  await keys.put(PROFILE, sealing.keys());
  await profiles.commit(PROFILE, 0, { state, tail: [] });
  const release = { number: 1, hash: 'h1', publishedAt: T0, by: 'test' };
  await store.publish(program, {}, release, 0);

  const log = inMemorySendLog(() => world.now);
  const clock = () => world.now;
  const call = async (message: Messages[SendChannel]) => {
    world.calls.push(message);
    return world.answer(message);
  };
  const world: World = {
    now: T0,
    answer: async () => ({ kind: 'accepted', providerId: 'p-1' }),
    calls: [],
    mailbox: recordingQueue(),
    facts: recordingQueue(),
    sends: recordingQueue(),
    spender: countingSpender(),
    log,
    blocks,
    keys,
    vault,
    hashes: { email: email.$sealed.h, phone: phone.$sealed.h, token: token.$sealed.h },
    ports: undefined as unknown as SenderPorts,
    send: (request, rest) =>
      new SendMessage(world.ports, {
        linkBaseUrl: 'https://l.example',
        functionTimeoutMs: TIMEOUT_MS,
      }).handle(request, rest),
    async write(change, id = PROFILE) {
      const stored = await profiles.read(id);
      const next = stored?.state ?? newProfile(id);
      change(next);
      await profiles.commit(id, stored?.version ?? 0, { state: next, tail: [] });
    },
    outcomes: () =>
      world.mailbox.items.flatMap((item) => item.body.messages).filter((m) => m.type === 'outcome'),
  };
  const { mailbox, facts, sends, spender } = world;
  const shortLinks = inMemoryShortLinks();
  const programs = new ProgramCache(store, clock);
  const providers = perChannel(() => ({ send: call }));
  world.ports = {
    profiles,
    keys,
    blocks,
    vault,
    shortLinks,
    log,
    spender,
    programs,
    mailbox,
    facts,
    sends,
    providers,
    clock,
  };
  return world;
}

export function requestOf(change: Partial<SendRequest> = {}): SendRequest {
  const channel = change.channel ?? 'email';
  const template = Object.values(program.templates).find((each) => each.channel === channel)?.id ?? '';
  const request: SendRequest = {
    v: 1,
    sendId: '',
    profile: PROFILE,
    journey: 'cart-reminder',
    entry: 1,
    step: 'mail',
    visit: 0,
    channel,
    template,
    purpose: 'marketing',
    program: 1,
    decidedAt: T0,
    expiresAt: T0 + 24 * HOUR,
    attempt: 0,
    event: { name: 'Product Added', properties: { name: 'Tea' }, occurredAt: T0 },
    ...change,
  };
  const { profile, journey, entry, step, visit } = request;
  return { ...request, sendId: change.sendId ?? sendId({ born: profile, journey, entry, step, visit }) };
}
