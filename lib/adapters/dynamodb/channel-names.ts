// The names of the live program's channels, stored beside the pointer in the System table as the sealed names are. Spend
// is posted a few times a day, so they are read each time: a channel counts from the moment it is published.
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { ChannelNames } from '../../ports/channel-names.ts';
import { reach, S } from './reach.ts';

export function dynamoChannelNames(client: DynamoDBClient, table: string): ChannelNames {
  return {
    async current() {
      const Key = { pk: S('PROGRAM'), sk: S('CURRENT') };
      const { Item } = await reach(
        client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true })),
      );
      // A program published by an earlier release has none.
      const names = Item?.['channelNames']?.M;
      return names && new Map(Object.entries(names).map(([name, { S: id = '' }]) => [name, id]));
    },
  };
}
