// What is validated: the calls that Segment's own SDK for Node puts into its requests, and calls with one mistake
// each.
import { Analytics } from '@segment/analytics-node';
import { calls } from '../../schemas/segment-api.ts';

export type CallKind = keyof typeof calls;

export interface Given {
  kind: CallKind;
  message: unknown;
}

/** As posted: each message of the SDK's batches. */
export async function goodCalls(people: number): Promise<Given[]> {
  const messages: { type: string }[] = [];
  const analytics = new Analytics({
    writeKey: 'bench',
    flushAt: 20,
    httpClient: async (_url, { body }) => {
      messages.push(...(JSON.parse(String(body)) as { batch: { type: string }[] }).batch);
      return new Response('{}', { status: 200 });
    },
  });
  for (let person = 0; person < people; person += 1) {
    const userId = `user-${person}`;
    const traits = {
      email: `${userId}@example.com`,
      firstName: 'Regina',
      plan: 'gold',
      orders: person,
      city: 'Berlin',
    };
    analytics.identify({ userId, traits });
    analytics.page({
      userId,
      name: 'Shoes',
      category: 'Shop',
      properties: { url: 'https://shop.example/shoes', path: '/shoes' },
    });
    analytics.track({
      userId,
      event: 'Product Viewed',
      properties: product(person),
      context: { ip: '203.0.113.7', locale: 'de-DE' },
    });
    analytics.track({
      userId,
      event: 'Order Completed',
      properties: {
        order_id: `o-${person}`,
        revenue: 59.9,
        currency: 'EUR',
        products: [product(1), product(2)],
      },
    });
    analytics.screen({ anonymousId: `device-${person}`, name: 'Home', properties: { from: 'push' } });
    analytics.group({ userId, groupId: 'company-1', traits: { name: 'Initech', employees: 420 } });
    analytics.alias({ userId, previousId: `device-${person}` });
  }
  await analytics.closeAndFlush();
  return messages.map((message) => ({ kind: kindOf(message.type), message }));
}

const product = (number: number) => ({
  product_id: `p${number}`,
  name: `Product ${number}`,
  category: 'shoes',
  price: (number * 7) % 120,
  currency: 'EUR',
  quantity: 1,
});

function kindOf(type: string): CallKind {
  if (!(type in calls)) throw new Error(`the SDK posts ${type}`);
  return type as CallKind;
}

/** Each good call once with each mistake that its kind can have, as it would be parsed off the wire. */
export function badCalls(good: readonly Given[]): Given[] {
  return good.flatMap(({ kind, message }) =>
    mistakesOf(kind).map((mistake) => ({ kind, message: onTheWire({ ...(message as object), ...mistake }) })),
  );
}

const onTheWire = (message: object): unknown => JSON.parse(JSON.stringify(message));

function mistakesOf(kind: CallKind): object[] {
  const any = [
    { userId: { id: 1 } },
    { timestamp: true },
    { context: 'web' },
    { messageId: 'x'.repeat(1001) },
  ];
  switch (kind) {
    case 'track':
      return [
        ...any,
        { event: undefined },
        { event: '   ' },
        { event: 'x'.repeat(201) },
        { properties: ['a'] },
      ];
    case 'identify':
      return [...any, { traits: 'gold' }];
    case 'group':
      return [...any, { groupId: '' }, { traits: 7 }];
    case 'alias':
      return [...any, { previousId: null }];
    case 'page':
    case 'screen':
      return [...any, { name: 7 }, { properties: 'none' }];
    default:
      return kind satisfies never;
  }
}
