// ADDRESS rows of the profiles table: which profile a mail or phone address, or a device, belonged to last.
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { AddressBook } from '../../ports/profile-store.ts';
import { N, putIf, reach, S, text } from './reach.ts';

export function dynamoAddressBook(client: DynamoDBClient, table: string): AddressBook {
  const keyOf = (address: ProfileId) => ({ pk: S(address), sk: S('ADDRESS') });
  return {
    async put(address, profile, at) {
      // Effects are enqueued again after a crash, so an older one may arrive after a newer one.
      const later = {
        ConditionExpression: 'attribute_not_exists(pk) OR #at <= :at',
        ExpressionAttributeNames: { '#at': 'at' },
      };
      const Item = { ...keyOf(address), profile: S(profile), at: N(at) };
      await putIf(
        client.send(
          new PutItemCommand({
            TableName: table,
            Item,
            ...later,
            ExpressionAttributeValues: { ':at': N(at) },
          }),
        ),
      );
    },
    async find(address) {
      const { Item } = await reach(
        client.send(new GetItemCommand({ TableName: table, Key: keyOf(address), ConsistentRead: true })),
      );
      return Item && text(Item, 'profile');
    },
  };
}
