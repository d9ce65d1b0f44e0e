// The programs that are published and rolled back during a run: one base and its later releases.
import { Program } from '../../schemas/documents.ts';
import { tour } from '../support/steps/steps.ts';

const LINKS = '<a href="{{ links.unsubscribe }}">off</a>';

const templates = {
  mail: {
    id: 'mail',
    channel: 'email',
    subject: 'Hello {{ event.properties.n }}',
    html: `<p><a href="https://shop.example/tea">Tea</a></p>${LINKS}`,
  },
  text: { id: 'text', channel: 'sms', text: 'Tea {{ event.properties.n }}' },
  note: { id: 'note', channel: 'push', title: 'Tea', text: 'Tea', url: 'https://shop.example/' },
};

const cart = {
  id: 'cart',
  purpose: 'marketing',
  enter: {
    on: 'Product Added',
    if: { property: 'price', gte: 20 },
    reenter: { after: 'PT1H' },
    maxAge: 'PT12H',
  },
  goal: { on: 'Order Completed', within: 'P1D' },
  exit: [{ on: 'Order Completed' }],
  start: 'pause',
  steps: {
    pause: { wait: 'PT10M', next: 'phone' },
    phone: { branch: [{ if: { reachable: 'push' }, next: 'push' }], else: 'mail' },
    push: { send: 'push', template: 'note', next: 'later' },
    mail: { send: 'email', template: 'mail', next: 'later' },
    later: { wait: 'PT40M', next: 'sms' },
    sms: { send: 'sms', template: 'text' },
  },
};

const welcome = {
  id: 'welcome',
  purpose: 'marketing',
  enter: { when: { reachable: 'email' } },
  start: 'mail',
  steps: { mail: { send: 'email', template: 'mail' } },
};

const hesitation = {
  id: 'hesitation',
  purpose: 'marketing',
  enter: {
    on: 'Product Viewed',
    if: {
      all: [
        { did: 'Product Viewed', same: 'product', times: { gte: 2 }, within: 'PT10M' },
        { not: { did: 'Order Completed', within: 'PT10M' } },
      ],
    },
    reenter: { after: 'PT30M' },
  },
  start: 'sms',
  steps: { sms: { send: 'sms', template: 'text' } },
};

/** Changed by time alone: somebody who looked, and then did not for an hour and a half. */
const lapsed = {
  id: 'lapsed',
  purpose: 'marketing',
  enter: {
    when: { all: [{ did: 'Product Viewed' }, { not: { did: 'Product Viewed', within: 'PT90M' } }] },
    reenter: { after: 'PT2H' },
  },
  start: 'mail',
  steps: {
    mail: { send: 'email', template: 'mail', next: 'push' },
    push: { send: 'push', template: 'note' },
  },
};

/** Cuts after an hour already, by a third, and beyond half in total only with a person's approval. */
const guard = {
  when: { roi: { below: 1.5 }, over: 'P2D' },
  atLeast: { spend: '0.05 EUR' },
  confidence: 0.6,
  do: { cut: '30%' },
  cooldown: 'PT90M',
  approval: { above: '60%' },
};

const budgetOf = (channel: string, amount: string) => ({
  id: channel,
  channel,
  period: 'P1D',
  amount,
  guard,
});

/** Judged by the whole window, also across the end of a day. */
const carrying = (amount: string) => ({
  ...budgetOf('email', amount),
  guard: { ...guard, when: { ...guard.when, carryOver: true } },
});

const rates = [{ currency: 'GBP', from: '2026-01-01', rate: '1.2' }];

const base = {
  name: 'Simulated shop',
  currency: 'EUR',
  rates,
  timeZone: 'Europe/Berlin',
  purposes: { marketing: { description: 'offers' }, news: { description: 'news' } },
  sender: { name: 'Shop', postalAddress: 'Street 1' },
  segments: {},
  templates,
  channels: {
    email: { id: 'email', aliases: ['mail'], price: '0.01 EUR' },
    sms: { id: 'sms', price: '0.08 EUR', window: { from: '08:00', to: '21:00' } },
    push: { id: 'push', price: '0.001 EUR', window: { from: '07:00', to: '22:00' } },
  },
  budgets: {
    email: carrying('0.08 EUR'),
    sms: budgetOf('sms', '0.24 EUR'),
    push: budgetOf('push', '0.004 EUR'),
  },
  journeys: { cart, welcome, hesitation, lapsed },
};

/** Continues in the new version; reads counters that the base does not, over longer windows. */
const second = {
  ...base,
  rates: [],
  journeys: {
    cart: {
      ...cart,
      inside: 'move',
      enter: {
        ...cart.enter,
        if: {
          all: [
            { property: 'price', gte: 20 },
            { did: 'Product Viewed', within: 'P4D', times: { lt: 500 } },
          ],
        },
      },
      steps: { ...cart.steps, pause: { wait: 'PT20M', next: 'mail' } },
    },
    welcome,
    lapsed,
  },
  budgets: { ...base.budgets, email: carrying('0.12 EUR'), sms: budgetOf('sms', '0.16 EUR') },
};

/** The same counter looks further back than before. */
const third = {
  ...base,
  journeys: {
    cart: {
      ...cart,
      enter: { ...cart.enter, if: { did: 'Product Viewed', within: 'P9D', times: { lt: 900 } } },
      exit: [],
    },
    welcome: { ...welcome, enter: { when: { any: [{ reachable: 'email' }, { reachable: 'sms' }] } } },
    hesitation,
    lapsed: {
      ...lapsed,
      enter: {
        when: { all: [{ did: 'Product Viewed' }, { not: { did: 'Product Viewed', within: 'PT50M' } }] },
        reenter: { after: 'PT2H' },
      },
    },
  },
  budgets: { ...base.budgets, push: budgetOf('push', '0.002 EUR') },
};

/** Has steps of every kind, and a different last one in each release. Entered rarely, because the budgets are small. */
const touring = (release: number) => ({
  id: 'tour',
  purpose: 'marketing',
  enter: { on: 'Order Refunded', reenter: { after: 'PT1H' } },
  ...tour({ reachable: 'email' }, release),
});

export const programs: readonly Program[] = [base, second, third].map((source, release) =>
  Program.parse({ ...source, journeys: { ...source.journeys, tour: touring(release) } }),
);

/** The cost of one message, in micros. */
export const PRICES: Readonly<Record<string, number>> = { email: 10_000, sms: 80_000, push: 1_000 };
