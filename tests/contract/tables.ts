// The five tables as lib/infra creates them on AWS, for a local database.
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';

export interface Tables {
  profiles: string;
  keys: string;
  sends: string;
  money: string;
  system: string;
}

type Shape = Pick<CreateTableCommandInput, 'KeySchema' | 'AttributeDefinitions' | 'GlobalSecondaryIndexes'>;
type Index = NonNullable<Shape['GlobalSecondaryIndexes']>[number];

const keySchema = (pk: string, sk?: string): Shape['KeySchema'] => [
  { AttributeName: pk, KeyType: 'HASH' },
  ...(sk ? [{ AttributeName: sk, KeyType: 'RANGE' } as const] : []),
];
const strings = (...names: string[]): Shape['AttributeDefinitions'] =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));

const wakeIndex: Index = {
  IndexName: 'wake-index',
  KeySchema: keySchema('wakeShard', 'wakeAt'),
  Projection: { ProjectionType: 'KEYS_ONLY' },
};
const leaseIndex: Index = {
  IndexName: 'lease-index',
  KeySchema: keySchema('lease', 'pk'),
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['cost', 'status'] },
};

const plain: Shape = { KeySchema: keySchema('pk', 'sk'), AttributeDefinitions: strings('pk', 'sk') };
const SHAPES: Record<keyof Tables, Shape> = {
  profiles: {
    ...plain,
    AttributeDefinitions: strings('pk', 'sk', 'wakeShard', 'wakeAt'),
    GlobalSecondaryIndexes: [wakeIndex],
  },
  keys: plain,
  sends: {
    KeySchema: keySchema('pk'),
    AttributeDefinitions: strings('pk', 'lease'),
    GlobalSecondaryIndexes: [leaseIndex],
  },
  money: plain,
  system: plain,
};

/** Creates the tables under unique names; resolves when they are usable. */
export async function createTables(client: DynamoDBClient, prefix: string): Promise<Tables> {
  const names = Object.keys(SHAPES) as (keyof Tables)[];
  for (const name of names)
    await client.send(
      new CreateTableCommand({
        TableName: `${prefix}-${name}`,
        BillingMode: 'PAY_PER_REQUEST',
        ...SHAPES[name],
      }),
    );
  for (const name of names)
    await waitUntilTableExists(
      { client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 },
      { TableName: `${prefix}-${name}` },
    );
  return Object.fromEntries(names.map((name) => [name, `${prefix}-${name}`])) as unknown as Tables;
}
