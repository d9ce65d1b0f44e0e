// One shop's day, the same for the same seed: who views what, who consents, who buys, and what the channels cost
// outside.
import type { Analytics } from '@segment/analytics-node';

const PRODUCTS = [
  { product_id: 'p-mug', name: 'Mug', price: 12 },
  { product_id: 'p-lamp', name: 'Lamp', price: 49 },
  { product_id: 'p-chair', name: 'Chair', price: 120 },
  { product_id: 'p-rug', name: 'Rug', price: 85 },
  { product_id: 'p-card', name: 'Greeting card', price: 3 },
];
const FIRST = ['Ana', 'Ben', 'Carla', 'Deniz', 'Emma', 'Felix', 'Greta', 'Hugo', 'Ines', 'Jan'];

/** mulberry32: 32 bits of state, enough for a shop. */
function dice(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Purchase {
  price: number;
  at: Date;
  /** From 0 to 1: says by which way it came. */
  luck: number;
}
interface Person {
  userId: string;
  traits: { email: string; phone: string; firstName: string };
}

interface Spend {
  date: string;
  channel: string;
  campaign: string;
  amount: string;
  currency: string;
  impressions: number;
  clicks: number;
}

export class ShopDay {
  readonly #seed: number;
  readonly #people: Person[];
  readonly #purpose: string;

  /** `purposes`: of the live program; people consent to marketing, or to the first where there is none. */
  constructor(seed: number, people: number, purposes: readonly string[]) {
    this.#seed = seed;
    this.#purpose = purposes.find((purpose) => purpose === 'marketing') ?? purposes[0] ?? 'marketing';
    this.#people = Array.from({ length: people }, (_, i) => ({
      userId: `shopper-${seed}-${i}`,
      traits: {
        email: `shopper-${seed}-${i}@example.com`,
        phone: `+49151${String(10_000_000 + seed * 10_000 + i)}`,
        firstName: FIRST[i % FIRST.length] ?? 'Kim',
      },
    }));
  }

  /** Passes the day's events to an SDK, in order, spread over the hours before `now`'s next evening. */
  play(analytics: Analytics, now: Date, day: number): void {
    const roll = dice(this.#seed * 1000 + day);
    for (const person of this.#people) {
      const { userId, traits } = person;
      const at = (minute: number) => new Date(now.getTime() - (180 - minute) * 60_000);
      if (day === 1) {
        analytics.identify({ userId, traits, timestamp: at(0) });
        if (roll() < 0.8)
          analytics.track({
            userId,
            event: 'Consent Given',
            timestamp: at(1),
            properties: { purpose: this.#purpose, ...consent(roll()) },
          });
      }
      if (roll() < 0.3) continue;
      const product = PRODUCTS[Math.floor(roll() * PRODUCTS.length)] ?? PRODUCTS[0];
      const views = 1 + Math.floor(roll() * 4);
      const began = 2 + Math.floor(roll() * 120);
      for (let v = 0; v < views; v += 1)
        analytics.track({
          userId,
          event: 'Product Viewed',
          timestamp: at(began + v),
          properties: { ...product },
        });
      if (roll() < 0.4)
        analytics.track({
          userId,
          event: 'Product Added',
          timestamp: at(began + 5),
          properties: { ...product },
        });
      if (roll() < 0.15) {
        const price = product?.price ?? 10;
        this.#buys(analytics, person, { price, at: at(began + 10), luck: roll() });
      }
    }
  }

  /** Orders come by mail and by search; hardly any by SMS. */
  #buys(analytics: Analytics, { userId }: Person, { price, at, luck }: Purchase): void {
    const medium = luck < 0.6 ? 'email' : 'cpc';
    const campaign = { name: 'autumn', source: 'shop', medium };
    analytics.page({
      userId,
      name: 'Landing',
      timestamp: new Date(at.getTime() - 60_000),
      context: { campaign },
    });
    const properties = {
      order_id: `o-${userId}-${at.toISOString().slice(0, 10)}`,
      revenue: price,
      currency: 'EUR',
    };
    analytics.track({ userId, event: 'Order Completed', timestamp: at, properties });
  }

  /** The providers' invoices beyond our own sends: an SMS campaign that grows and brings nothing. */
  spend(date: string, day: number): Spend[] {
    return [
      {
        date,
        channel: 'sms',
        campaign: 'autumn',
        amount: (300 * day).toFixed(2),
        currency: 'EUR',
        impressions: 0,
        clicks: 0,
      },
      {
        date,
        channel: 'email',
        campaign: 'autumn',
        amount: '5.00',
        currency: 'EUR',
        impressions: 0,
        clicks: 0,
      },
    ];
  }
}

function consent(luck: number): object {
  const channels = luck < 0.5 ? ['email', 'sms'] : ['email'];
  return { channels, source: 'checkout', wording: 'Yes, send me offers' };
}
