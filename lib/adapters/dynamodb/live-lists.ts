// Lists of the live program, stored beside the pointer in the System table, for functions that need them but never the
// program.
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { LiveReplyWords } from '../../ports/reply-words.ts';
import type { SealedNames } from '../../ports/sealed-names.ts';
import { type Item, reach, S } from './reach.ts';

const CACHE_MS = 60_000;

interface LiveLists {
  client: DynamoDBClient;
  table: string;
  clock: () => number;
}

export function dynamoSealedNames(client: DynamoDBClient, table: string, clock: () => number): SealedNames {
  return cached({ client, table, clock }, (item) => listIn(item, 'sealed'));
}

export function dynamoReplyWords(client: DynamoDBClient, table: string, clock: () => number): LiveReplyWords {
  return cached({ client, table, clock }, (item) => ({
    stop: listIn(item, 'stopWords'),
    start: listIn(item, 'startWords'),
  }));
}

const listIn = (item: Item | undefined, name: string): string[] =>
  (item?.[name]?.L ?? []).flatMap(({ S: text }) => text ?? []);

function cached<T>({ client, table, clock }: LiveLists, read: (item: Item | undefined) => T) {
  let known: { value: T; until: number } | undefined;
  return {
    async current(): Promise<T> {
      const now = clock();
      if (known && now < known.until) return known.value;
      const { Item } = await reach(
        client.send(new GetItemCommand({ TableName: table, Key: { pk: S('PROGRAM'), sk: S('CURRENT') } })),
      );
      known = { value: read(Item), until: now + CACHE_MS };
      return known.value;
    },
  };
}
