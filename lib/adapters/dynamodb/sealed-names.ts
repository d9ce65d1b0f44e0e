// The sealed names of the live program, stored beside the pointer in the System table: the door needs them but never
// the program.
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { SealedNames } from '../../ports/sealed-names.ts';
import { reach, S } from './reach.ts';

const CACHE_MS = 60_000;

export function dynamoSealedNames(client: DynamoDBClient, table: string, clock: () => number): SealedNames {
  let cached: { names: readonly string[]; until: number } | undefined;
  return {
    async current() {
      const now = clock();
      if (cached && now < cached.until) return cached.names;
      const { Item } = await reach(
        client.send(new GetItemCommand({ TableName: table, Key: { pk: S('PROGRAM'), sk: S('CURRENT') } })),
      );
      const names = (Item?.['sealed']?.L ?? []).flatMap(({ S: name }) => name ?? []);
      cached = { names, until: now + CACHE_MS };
      return names;
    },
  };
}
