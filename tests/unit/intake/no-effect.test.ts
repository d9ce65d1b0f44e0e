// What the door takes and says that it has no effect.
import { describe, expect, test } from 'vitest';
import { openDoor } from './door.ts';

const channels = { email: 'email', newsletter: 'email', sms: 'sms' };
const events = ['Product Viewed', 'Trial Started', 'trial-ended', 'Trial Ended'];

async function posted(message: object) {
  const door = openDoor({ purposes: ['marketing'], channels, events });
  const batch = [{ userId: 'kim', ...message }];
  const { body } = await door.post({ path: '/v1/batch', body: { batch } });
  const pointers = (list: { pointer: string }[] = []) => list.map(({ pointer }) => pointer);
  return { warnings: pointers(body.warnings), rejected: pointers(body.rejected), arrived: door.arrived() };
}
const opened = (context: object) => ({ type: 'track', event: 'Application Opened', context });
const page = (consent: unknown) => ({ type: 'page', context: { consent } });

describe('is taken with a warning', () => {
  test.each<[string, object]>([
    ['/traits/Email', { type: 'identify', traits: { Email: 'kim@example.org' } }],
    ['/traits/phone_number', { type: 'identify', traits: { phone_number: '+4915112345678' } }],
    ['/traits/timeZone', { type: 'identify', traits: { timeZone: 'Asia/Tokyo' } }],
    ['/traits/traits', { type: 'identify', traits: { traits: { email: 'kim@example.org' } } }],
    ['/traits/firstName', { type: 'identify', traits: { firstName: 'undefined', city: 'Nullarbor' } }],
    ['/traits/company', { type: 'identify', traits: { company: '[object Object]' } }],
    ['/Traits', { type: 'identify', Traits: { email: 'kim@example.org' } }],
    ['/anonymous_id', { ...opened({}), anonymous_id: 'visitor' }],
    ['/context/tz', opened({ tz: 'Asia/Tokyo' })],
    ['/context/user_agent', opened({ user_agent: 'x' })],
    ['/context/device/token', opened({ device: { token: 'null' } })],
    ['/context/device/token', opened({ device: { token: { ios: 'abc' } } })],
    ['/context/device/deviceToken', opened({ device: { deviceToken: 'abc' } })],
    ['/context/device', opened({ device: 'abc' })],
    ['/context/campaign/medium', opened({ campaign: { medium: 'billboard' } })],
    ['/context/campaign', opened({ campaign: { utm_medium: 'email' } })],
    ['/event', { type: 'track', event: 'Consent Revoked' }],
    ['/event', { type: 'track', event: 'email_unsubscribed' }],
    ['/event', { type: 'track', event: 'Opted Out' }],
  ])('%s of %j', async (pointer, message) => {
    const { warnings, rejected, arrived } = await posted(message);
    expect({ warnings, rejected }).toEqual({ warnings: [pointer], rejected: [] });
    expect(arrived).toHaveLength(1);
  });

  test('a token that is none is no device', async () => {
    const { arrived } = await posted(opened({ device: { type: 'ios', token: '[object Object]' } }));
    expect(arrived[0]?.context).toEqual({ device: { type: 'ios' } });
  });
});

describe('is taken without one', () => {
  test.each<[string, object]>([
    ['an address beside its other name', { type: 'identify', traits: { email: 'a@example.org', mail: 'x' } }],
    ['a trait of no meaning', { type: 'identify', traits: { emailFrequency: 'weekly', phoneModel: 'x' } }],
    ['a campaign by an alias in capitals', opened({ campaign: { medium: ' NewsLetter ' } })],
    ['empty objects', opened({ campaign: {}, device: {} })],
    ['the same as PHP writes it', opened({ campaign: [], device: [] })],
    ['an event about a subscription', { type: 'track', event: 'Subscription Renewed' }],
    [
      'preferences with an event of their own',
      {
        type: 'track',
        event: 'Consent Preference Updated',
        context: { consent: { categoryPreferences: { marketing: true } } },
      },
    ],
  ])('%s', async (_what, message) => {
    expect(await posted(message)).toMatchObject({ warnings: [], rejected: [] });
  });
});

describe('preferences that cannot be read may be a no, and are refused', () => {
  test.each<[string, unknown]>([
    ['/context/consent', false],
    ['/context/consent', 'denied'],
    ['/context/consent', [{ category: 'marketing', given: false }]],
    ['/context/consent/categoryPreferences', { categoryPreferences: ['marketing'] }],
    ['/context/consent/categoryPreferences', { categoryPreferences: '{"marketing":false}' }],
    ['/context/consent/marketing', { marketing: false }],
    ['/context/consent/categories/Marketing', { categories: { Marketing: 'no' } }],
    [
      '/context/consent/categoryPreferences/web/marketing',
      { categoryPreferences: { web: { marketing: false } } },
    ],
  ])('%s in %j', async (pointer, consent) => {
    expect(await posted(page(consent))).toEqual({ warnings: [], rejected: [pointer], arrived: [] });
  });

  test.each([
    { category_preferences: { marketing: false } },
    { CategoryPreferences: { Marketing: 'false' } },
  ])('%j is read', async (consent) => {
    const { arrived } = await posted(page(consent));
    expect(arrived[0]?.context.consent).toEqual({ marketing: false });
  });

  test.each([{}, [], null, { version: 3, given_at: '2026-11-20' }, { ad_storage: 'denied' }])(
    '%j says nothing of a purpose: taken',
    async (consent) => {
      expect(await posted(page(consent))).toMatchObject({ rejected: [], warnings: [] });
    },
  );

  test('a denial that stands alone in its list is read', async () => {
    const { arrived } = await posted({
      type: 'page',
      context: { consentManagement: { deniedConsentIds: 'marketing' } },
    });
    expect(arrived[0]?.context.consent).toEqual({ marketing: false });
  });
});

describe('the name of an event', () => {
  test.each([
    ['trial_started', 'Trial Started'],
    ['trialStarted', 'Trial Started'],
    ['Started Trial', 'Trial Started'],
    ['Viewed Product', 'Product Viewed'],
    ['Product Viewed\u200b', 'Product Viewed'],
    // The program names both.
    ['trial-ended', 'trial-ended'],
    ['trial_ended', 'trial_ended'],
    ['Trial', 'Trial'],
    ['Withdrawn Consent Form', 'Withdrawn Consent Form'],
  ])('%j is %j', async (event, name) => {
    expect((await posted({ type: 'track', event })).arrived).toMatchObject([{ name }]);
  });

  test.each(['undefined', '[object Object]', 'NaN', '---', '\u200b', '{{ event.name }}'])(
    '%j is none, and refused',
    async (event) => {
      expect(await posted({ type: 'track', event })).toMatchObject({ rejected: ['/event'], arrived: [] });
    },
  );

  test.each(['0', 'id', 'true', '商品', '🔥'])('%j may be one', async (event) => {
    expect((await posted({ type: 'track', event })).arrived).toMatchObject([{ name: event }]);
  });

  test('in the other word order is consent too', async () => {
    const event = 'Withdrawn Consent';
    const { arrived } = await posted({ type: 'track', event, properties: { purpose: 'marketing' } });
    expect(arrived).toMatchObject([{ name: 'Consent Withdrawn' }]);
  });
});
