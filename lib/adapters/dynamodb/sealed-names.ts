// The sealed names of the live program, stored beside the pointer in the System table: the door needs them but never
// the program.
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { SealedNames } from '../../ports/sealed-names.ts';
import { reach, S } from './reach.ts';

const BELIEVED_MS = 60_000;

export function dynamoSealedNames(client: DynamoDBClient, table: string, clock: () => number): SealedNames {
  let believed: { names: readonly string[]; until: number } | undefined;
  return {
    async current() {
      const now = clock();
      if (believed && now < believed.until) return believed.names;
      const { Item } = await reach(
        client.send(new GetItemCommand({ TableName: table, Key: { pk: S('PROGRAM'), sk: S('CURRENT') } })),
      );
      const names = (Item?.['sealed']?.L ?? []).flatMap(({ S: name }) => name ?? []);
      believed = { names, until: now + BELIEVED_MS };
      return names;
    },
  };
}
