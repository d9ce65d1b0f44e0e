// Short links in the System table, which senders write and the recipients' function reads for the link key already. Each
// is an item of its own: pk LINK#code.
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { ShortLinks } from '../../ports/short-links.ts';
import { N, number, putIf, reach, S, text } from './reach.ts';

/** How long a link that has ended is still known as such; DynamoDB deletes it after that. */
const KNOWN_SECONDS = 180 * 86_400;

export function dynamoShortLinks(client: DynamoDBClient, table: string): ShortLinks {
  const keyOf = (code: string) => ({ pk: S(`LINK#${code}`), sk: S('LINK') });
  return {
    put(code, { token, worksUntil }) {
      const expiresAt = N(Math.ceil(worksUntil / 1000) + KNOWN_SECONDS);
      return putIf(
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: { ...keyOf(code), token: S(token), worksUntil: N(worksUntil), expiresAt },
            ConditionExpression: 'attribute_not_exists(pk) OR #token = :token',
            ExpressionAttributeNames: { '#token': 'token' },
            ExpressionAttributeValues: { ':token': S(token) },
          }),
        ),
      );
    },
    async find(code) {
      const { Item } = await reach(
        client.send(new GetItemCommand({ TableName: table, Key: keyOf(code), ConsistentRead: true })),
      );
      return Item && { token: text(Item, 'token'), worksUntil: number(Item, 'worksUntil') };
    },
  };
}
