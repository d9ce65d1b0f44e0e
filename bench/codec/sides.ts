// The two ways to store a profile: Cairn's store with its codec, and lib-dynamodb's DocumentClient, which marshals
// the same state and tail to DynamoDB's own types. Both use the same SDK, whose requests are answered inside this
// process.
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoProfileStore } from '../../lib/adapters/dynamodb/profile-store.ts';
import type { HistoryEntry } from '../../lib/domain/profile/history.ts';
import type { StoredProfile } from '../../lib/ports/profile-store.ts';

export type Stored = Pick<StoredProfile, 'state' | 'tail'>;

export interface Side {
  /** Throws where there is no profile. */
  read(): Promise<StoredProfile>;
  write(version: number, next: Stored): Promise<void>;
  writePage(version: number, entries: readonly HistoryEntry[]): Promise<void>;
  /** Sets the table's content, which the next reads return. `wire`: the item as DynamoDB's JSON. */
  holds(wire: WireItem): void;
  /** What was written last. */
  written(): WireItem;
}

/** In DynamoDB's JSON form: binaries in base64. */
export type WireItem = Record<string, WireValue>;
export interface WireValue {
  S?: string;
  N?: string;
  B?: string;
  BOOL?: boolean;
  NULL?: boolean;
  L?: WireValue[];
  M?: WireItem;
}

export const TABLE = 'profiles';

class Answerer {
  #answer = new Uint8Array();
  #body: string | Uint8Array = '';

  readonly client: DynamoDBClient;

  constructor() {
    this.client = new DynamoDBClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      requestHandler: {
        handle: async ({
          headers,
          body,
        }: {
          headers: Record<string, string>;
          body?: string | Uint8Array;
        }) => {
          const reads = headers['x-amz-target']?.endsWith('GetItem');
          if (!reads) this.#body = body ?? '';
          const answer = reads ? this.#answer : EMPTY;
          return { response: { statusCode: 200, headers: {}, body: answer } };
        },
      },
    });
  }

  holds(wire: WireItem): void {
    this.#answer = new TextEncoder().encode(JSON.stringify({ Item: wire }));
  }

  written(): WireItem {
    return (
      JSON.parse(typeof this.#body === 'string' ? this.#body : new TextDecoder().decode(this.#body)) as {
        Item: WireItem;
      }
    ).Item;
  }
}

const EMPTY = new TextEncoder().encode('{}');

export function cairnSide(profile: string): Side {
  const answerer = new Answerer();
  const store = dynamoProfileStore(answerer.client, TABLE);
  return {
    async read() {
      return there(await store.read(profile));
    },
    async write(version, next) {
      await store.commit(profile, version, { ...next, wakeAt: next.state.wakeAt });
    },
    writePage: (version, entries) => store.putPage(profile, version, entries),
    holds: (wire) => answerer.holds(wire),
    written: () => answerer.written(),
  };
}

/** State and tail as maps and lists of the item: the usual way when the SDK does the marshalling. */
export function documentSide(profile: string): Side {
  const answerer = new Answerer();
  const client = DynamoDBDocumentClient.from(answerer.client, {
    marshallOptions: { removeUndefinedValues: true },
  });
  const Key = { pk: profile, sk: 'STATE' };
  return {
    async read() {
      const { Item } = await client.send(new GetCommand({ TableName: TABLE, Key, ConsistentRead: true }));
      return there(Item as StoredProfile | undefined);
    },
    async write(version, { state, tail }) {
      const condition = { ConditionExpression: 'version = :v', ExpressionAttributeValues: { ':v': version } };
      const Item = { ...Key, version: version + 1, state, tail };
      await client.send(new PutCommand({ TableName: TABLE, Item, ...condition }));
    },
    async writePage(version, entries) {
      const Item = { pk: profile, sk: `H#${String(version).padStart(12, '0')}`, entries };
      await client.send(new PutCommand({ TableName: TABLE, Item }));
    },
    holds: (wire) => answerer.holds(wire),
    written: () => answerer.written(),
  };
}

/** The same two calls with a key and a version alone: the cost of a call whatever it carries. */
export function bareSide(profile: string): { read(): Promise<void>; write(): Promise<void> } {
  const answerer = new Answerer();
  const Key = { pk: { S: profile }, sk: { S: 'STATE' } };
  const condition = { ConditionExpression: 'version = :v', ExpressionAttributeValues: { ':v': { N: '1' } } };
  const Item = { ...Key, version: { N: '2' } };
  answerer.holds(Item);
  return {
    async read() {
      await answerer.client.send(new GetItemCommand({ TableName: TABLE, Key, ConsistentRead: true }));
    },
    async write() {
      await answerer.client.send(new PutItemCommand({ TableName: TABLE, Item, ...condition }));
    },
  };
}

function there(stored: StoredProfile | undefined): StoredProfile {
  if (!stored) throw new Error('nothing is stored');
  return stored;
}

/** Bytes by which DynamoDB bills an item: names and values, three for a list or map and one for each element in it. */
export function itemBytes(item: WireItem): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

function valueBytes({ S, N, B, L, M }: WireValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length / 2) + 1;
  if (B !== undefined) return Buffer.from(B, 'base64').length;
  if (L) return 3 + L.reduce((sum, each) => sum + 1 + valueBytes(each), 0);
  if (M) return 3 + itemBytes(M) + Object.keys(M).length;
  return 1;
}

export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024));
