// docs/operating/runbooks.md, "Restore": Profiles as of an earlier time, with the withdrawals since then; then the
// events since then are posted again. State heals, nobody gets a message twice, and nobody who withdrew gets one.
import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { type Backend, basic, customer, onEachDatabase } from './backend.ts';

type Item = Record<string, AttributeValue>;

onEachDatabase((backend) => {
  const database = () =>
    [backend.cloud.dynamodb, backend.cloud.variables.get('PROFILES_TABLE') ?? ''] as const;
  const viewed = (userId: string) => ({
    type: 'track',
    userId,
    event: 'Product Viewed',
    messageId: randomUUID(),
    timestamp: backend.now(),
    properties: { product_id: 'lamp', name: 'Lamp', price: 49 },
  });
  const post = async (batch: object[]) => {
    const answer = await backend.call('POST', '/v1/batch', {
      body: { batch },
      headers: basic('local-write-key'),
    });
    expect(answer).toMatchObject({ status: 200, body: { rejected: [] } });
    await backend.idle();
  };
  const timeline = async (userId: string) =>
    (await backend.as<{ items: object[] }>('viewer', 'GET', `/v1/profiles/user:${userId}/timeline?limit=100`))
      .body.items;

  it('heals by posting the events again: the same decisions, none of them sent twice, and every withdrawal still applies', async () => {
    const sent = await customer(backend, ['email', 'sms']);
    const left = await customer(backend, ['email', 'sms']);
    const past = await scan(...database());

    // Since then: three views lead to a text message, and somebody withdraws consent.
    const since = [viewed(sent.userId), viewed(sent.userId), viewed(sent.userId)];
    await post(since);
    const [first, ...none] = await backend.outbox(sent.phone);
    expect([first?.journey, none]).toEqual(['hesitation', []]);
    await leave(backend, left.email);
    const events = (await timeline(sent.userId)).length;

    // Restored under the same name, with the present withdrawals.
    const present = await scan(...database());
    await replace(...database(), past, present.filter(mustCarryOver));
    expect((await timeline(sent.userId)).length).toBeLessThan(events);

    // A queue drops byte-identical messages for five minutes; a restore takes longer.
    await backend.advance('PT6M');
    await post(since);
    await post([viewed(left.userId), viewed(left.userId), viewed(left.userId)]);
    await backend.advance('P1D');
    expect(await backend.outbox(sent.phone)).toMatchObject([{ sendId: first?.sendId }]);
    expect((await backend.outbox(sent.email)).filter(({ journey }) => journey === 'welcome')).toHaveLength(1);
    const why = await backend.as('viewer', 'GET', `/v1/profiles/user:${sent.userId}/why?journey=hesitation`);
    expect(JSON.stringify(why.body)).toContain('sent');
    // Withdrew from e-mail since: nothing but the earlier welcome.
    expect(await backend.outbox(left.email)).toMatchObject([{ journey: 'welcome' }]);
  });
});

const mustCarryOver = ({ sk }: Item) => sk?.S === 'BLOCK' || sk?.S === 'TOMB';

async function leave(backend: Backend, email: string): Promise<void> {
  const [mail] = await backend.outbox(email);
  const url = /<([^>]+)>/.exec(mail?.headers?.['List-Unsubscribe'] ?? '')?.[1] ?? '';
  const init = {
    raw: 'List-Unsubscribe=One-Click',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  };
  expect((await backend.call('POST', new URL(url).pathname, init)).status).toBe(200);
  await backend.idle();
}

async function scan(client: DynamoDBClient, TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of paginateScan({ client }, { TableName, ConsistentRead: true }))
    items.push(...(page.Items ?? []));
  return items;
}

/** Replaces the present items with the earlier ones, then puts the items that only ever become stricter. */
async function replace(
  client: DynamoDBClient,
  TableName: string,
  past: Item[],
  carriedOver: Item[],
): Promise<void> {
  for (const { pk, sk } of await scan(client, TableName))
    await client.send(
      new DeleteItemCommand({ TableName, Key: { pk: pk as AttributeValue, sk: sk as AttributeValue } }),
    );
  for (const Item of [...past, ...carriedOver]) await client.send(new PutItemCommand({ TableName, Item }));
}
