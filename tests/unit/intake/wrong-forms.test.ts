// Every event that means something, posted in many wrong forms: it has its effect all the same, or its sender is told
// where it has not (a warning or a refusal with a pointer), or it waits in quarantine. None is taken in silence.
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { mailboxOf } from '../../../lib/domain/intake/to-event.ts';
import type { ProfileState } from '../../../lib/domain/profile/state.ts';
import type { Fact } from '../../../schemas/facts.ts';
import { actorWorld, MINUTE, programOf } from '../actor/world.ts';
import { openDoor } from './door.ts';
import { expectLeads, HUGE, type Message, wrongForms } from './wrong-forms.ts';

const purposes = ['marketing', 'order-news'];
const counted = [
  'Product Viewed',
  'Product Added',
  'Checkout Started',
  'Application Opened',
  'Order Completed',
];
const waiting = counted.map((did, i) => ({
  id: `counts-${i}`,
  purpose: 'marketing',
  enter: { on: 'Never', if: { did } },
  start: 'pause',
  steps: { pause: { wait: 'PT1H' } },
}));
const program = programOf(waiting, {
  purposes: Object.fromEntries(purposes.map((id) => [id, { description: id }])),
  channels: Object.fromEntries(['email', 'sms', 'push'].map((id) => [id, { id, price: '0.01 EUR' }])),
});
const channels = { email: 'email', mail: 'email', sms: 'sms', push: 'push' };

interface World {
  state: ProfileState | undefined;
  facts: Fact[];
}

async function openShop() {
  const world = actorWorld();
  const { profiles } = world.ports;
  const door = openDoor({ purposes, channels, events: counted, profiles });
  await world.publish(program);
  const profile = mailboxOf({ userId: 'lea' } as Parameters<typeof mailboxOf>[0], await door.vault.begin());
  const post = async (message: Message) => {
    door.time.now = world.now += 20 * MINUTE;
    // JSON.stringify writes no number that is too large.
    const raw = JSON.stringify({ batch: [message] }).replaceAll(`"${HUGE}"`, '1e400');
    const { status, body } = await door.post({ path: '/v1/batch', raw });
    for (const { group = '', body: envelope } of door.mailbox.taken.splice(0))
      await world.deliver(group, JSON.stringify(envelope));
    await world.settle();
    const told: { pointer: string }[] = [...(body.rejected ?? []), ...(body.warnings ?? [])];
    return { status, body, told, poisoned: (await world.ports.quarantine.list({ limit: 9 })).items.length };
  };
  const seen = async (): Promise<World> => ({
    state: (await profiles.read(profile))?.state,
    facts: world.facts.items.flatMap(({ body }) => body).filter(({ type }) => type !== ('profile' as string)),
  });
  return { post, seen };
}

interface Meaning {
  message: Message;
  paths: string[];
  /** What it changes, without what differs from one posting to the next. */
  effect: (world: World) => unknown;
  before?: Message[];
  /** What is taken with another effect, or none, and why that is right. */
  excused?: [RegExp, string][];
}

const track = (event: string, properties: Message = {}, more: Message = {}): Message => ({
  type: 'track',
  userId: 'lea',
  event,
  properties,
  ...more,
});
const said = (event: string) => track(event, { purpose: 'marketing', channels: ['email'], source: 'form' });
const money = ({ facts }: World) =>
  facts.map((fact) => {
    const { type, orderId, revenue, amount, currency } = fact as Fact & Message;
    return { type, orderId, worth: revenue ?? amount, currency };
  });
const counters = ({ state }: World) =>
  Object.values(state?.counters ?? {}).map((counter) => ('total' in counter ? counter.total : 1));
const consents = ({ state }: World) =>
  Object.entries(state?.consent ?? {}).map(([purpose, by]) => [
    purpose,
    Object.entries(by).map(([channel, { yes, no }]) => [channel, (yes?.at ?? 0) > (no?.at ?? 0)]),
  ]);
const order = track('Order Completed', { order_id: 'o-1', revenue: '80.60', currency: 'EUR' });
const ANOTHER: [RegExp, string] = [/^event is a date/, 'it is another event'];
const AMOUNT: [RegExp, string] = [
  / is (?:a fraction|minus one)/,
  'an amount; a minus is how some write refunds',
];
const MISSING = 'what is left out is not wrong';

const meanings: Record<string, Meaning> = {
  ...Object.fromEntries(
    ['Product Viewed', 'Product Added', 'Checkout Started'].map((event): [string, Meaning] => [
      event,
      {
        message: track(event, { product_id: 'p', price: 25 }),
        paths: ['event', 'properties', 'properties.product_id', 'properties.price'],
        effect: counters,
      },
    ]),
  ),
  'Order Completed': {
    message: order,
    paths: ['event', 'properties', 'properties.order_id', 'properties.revenue', 'properties.currency'],
    effect: money,
    excused: [
      [/^properties is (?:null|left out|an empty)/, 'its amount is to come: reports list it'],
      [/revenue is (?:null|left out)/, 'its amount is to come: reports list it'],
      [/order_id is (?:null|left out|an empty text|a blank)/, 'it is identified by its event'],
      [/order_id is/, 'any other text is an id'],
      AMOUNT,
    ],
  },
  'Order Updated': {
    message: track('Order Updated', { order_id: 'o-1', total: 40, currency: 'EUR' }),
    before: [order],
    paths: ['event', 'properties.order_id', 'properties.total', 'properties.currency'],
    effect: money,
    excused: [
      [/total is (?:null|left out)/, 'an update may be about something else than money'],
      AMOUNT,
      [/order_id is/, 'reports list an order that is not known'],
      [/currency is (?:null|left out)/, "it is the order's"],
    ],
  },
  'Order Refunded': {
    message: track('Order Refunded', { order_id: 'o-1', total: 30, currency: 'EUR' }),
    before: [order],
    paths: ['event', 'properties.order_id', 'properties.total', 'properties.currency'],
    effect: money,
    excused: [
      [/total is (?:null|left out)/, 'the rest of the order'],
      AMOUNT,
      [/order_id is/, 'reports list an order that is not known'],
      [/currency is (?:null|left out)/, "it is the order's"],
    ],
  },
  'Order Cancelled': {
    message: track('Order Cancelled', { order_id: 'o-1' }),
    before: [order],
    paths: ['event', 'properties', 'properties.order_id'],
    effect: money,
    excused: [[/order_id is/, 'reports list an order that is not known']],
  },
  'Application Opened': {
    message: track('Application Opened', {}, { context: { device: { type: 'ios', token: 'Tok:1-x' } } }),
    paths: ['event', 'context', 'context.device', 'context.device.token'],
    effect: ({ state }) => state?.devices.map(({ token }) => token.$sealed.h),
    excused: [
      [/^event is/, 'the device counts whatever the event'],
      [/ is (?:null|left out|an empty)/, MISSING],
      [/token is/, 'any other text is a token'],
    ],
  },
  'Consent Given': {
    message: said('Consent Given'),
    paths: ['event', 'properties', 'properties.purpose', 'properties.channels', 'properties.channels.0'],
    effect: consents,
    excused: [[/channels is left out/, 'it is about all channels']],
  },
  'Consent Withdrawn': {
    message: said('Consent Withdrawn'),
    before: [track('Consent Given', { purpose: 'marketing' })],
    paths: ['event', 'properties', 'properties.purpose', 'properties.channels', 'properties.channels.0'],
    effect: consents,
    excused: [[/channels is left out/, 'it is about all channels']],
  },
  identify: {
    message: {
      type: 'identify',
      userId: 'lea',
      traits: { email: 'lea@example.org', phone: '+4915112345678', timezone: 'Asia/Tokyo' },
    },
    paths: ['traits', 'traits.email', 'traits.phone', 'traits.timezone'],
    effect: ({ state }) => [state?.timeZone, hashOf(state?.traits['email']), hashOf(state?.traits['phone'])],
    excused: [[/ is (?:null|left out|an empty (?:text|list|object))/, MISSING]],
  },
  alias: {
    message: { type: 'alias', userId: 'lea', previousId: 'Visitor-1' },
    before: [{ type: 'track', anonymousId: 'Visitor-1', event: 'Product Viewed' }],
    paths: ['userId', 'previousId'],
    effect: ({ state }) => state?.tookOver,
    excused: [[/^userId is/, 'any other id is another user']],
  },
  'page with a campaign': {
    message: {
      type: 'page',
      userId: 'lea',
      context: { campaign: { name: 'autumn', medium: 'email' }, timezone: 'Asia/Tokyo' },
    },
    paths: ['context', 'context.campaign', 'context.campaign.medium', 'context.timezone'],
    effect: ({ state }) => [
      state?.touchpoints.map(({ channel, campaign }) => [channel, campaign]),
      state?.timeZone,
    ],
    excused: [[/^context(?:\.\w+)? is (?:null|left out|an empty)/, MISSING]],
  },
  'page with preferences': {
    message: {
      type: 'page',
      userId: 'lea',
      context: { consent: { categoryPreferences: { marketing: false } } },
    },
    before: [track('Consent Given', { purpose: 'marketing' })],
    paths: [
      'context',
      'context.consent',
      'context.consent.categoryPreferences',
      'context.consent.categoryPreferences.marketing',
    ],
    effect: consents,
    excused: [
      [/ is (?:null|left out|an empty (?:list|object))/, MISSING],
      [/marketing is true/, 'the opposite'],
    ],
  },
};

const hashOf = (sealed: unknown) => (sealed as { $sealed?: { h: string } } | undefined)?.$sealed?.h;

describe.each(Object.entries(meanings))('%s', (_name, meaning) => {
  const { message, paths, effect, before = [], excused = [] } = meaning;

  async function posted(form: Message) {
    const shop = await openShop();
    for (const each of before) await shop.post(each);
    const answer = await shop.post(form);
    return { ...answer, effect: effect(await shop.seen()) };
  }

  test('has an effect', async () => {
    const nothing = await posted({ type: 'track', userId: 'lea', event: 'Something Else' });
    const right = await posted(message);
    expect(right.told).toEqual([]);
    expect(right.effect).not.toEqual(nothing.effect);
  });

  test.each(paths)('in no wrong form of %s without a word', async (path) => {
    const right = await posted(message);
    const silent: [string, unknown][] = [];
    for (const [form, wrong] of wrongForms(message, path.split('.'))) {
      const answer = await posted(wrong);
      for (const { pointer } of answer.told) expectLeads(wrong, pointer);
      const isTold = answer.told.length > 0 || answer.status === 400 || answer.poisoned > 0;
      const isRight = isDeepStrictEqual(answer.effect, right.effect);
      if (!isTold && !isRight && ![ANOTHER, ...excused].some(([pattern]) => pattern.test(form)))
        silent.push([form, answer.effect]);
    }
    expect(silent).toEqual([]);
  });
});
