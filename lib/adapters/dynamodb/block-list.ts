/**
 * The block list (I4): one item per profile, one attribute per suppression, so that the sender reads all of them in
 * one request.
 *
 * The attribute's name states what is suppressed. Its value is the position in the order of acceptance, as text that
 * sorts, and it only ever rises. So putting an old suppression again weakens nothing, and lifting removes only what
 * is no later than the consent.
 */
import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { sendChannel } from '../../../schemas/names.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { Block } from '../../domain/consent/block.ts';
import type { BlockList } from '../../ports/block-list.ts';
import { type Item, padded, putIf, reach, S, Unreadable } from './reach.ts';

const REASONS = { w: 'withdrawn', b: 'bounced', c: 'complained' } as const;
type Letter = keyof typeof REASONS;
const MILLIS_DIGITS = 15;
const INDEX_DIGITS = 6;

export function dynamoBlockList(client: DynamoDBClient, table: string): BlockList {
  const keyOf = (profile: ProfileId) => ({ TableName: table, Key: { pk: S(profile), sk: S('BLOCK') } });
  return {
    async put(profile, block) {
      await putIf(
        client.send(
          new UpdateItemCommand({
            ...keyOf(profile),
            UpdateExpression: 'SET #block = :mark',
            ConditionExpression: 'attribute_not_exists(#block) OR #block < :mark',
            ExpressionAttributeNames: { '#block': nameOf(block) },
            ExpressionAttributeValues: { ':mark': S(mark(block.acceptedAt, block.index)) },
          }),
        ),
      );
    },
    async read(profile) {
      const { Item } = await reach(
        client.send(new GetItemCommand({ ...keyOf(profile), ConsistentRead: true })),
      );
      return Object.entries(Item ?? {}).flatMap(([name, value]) =>
        name === 'pk' || name === 'sk' ? [] : [parse(name, value)],
      );
    },
    async lift(profile, { reason = 'withdrawn', acceptedAt, index, ...of }) {
      await putIf(
        client.send(
          new UpdateItemCommand({
            ...keyOf(profile),
            UpdateExpression: 'REMOVE #block',
            ConditionExpression: '#block <= :mark',
            ExpressionAttributeNames: { '#block': nameOf({ reason, ...of }) },
            ExpressionAttributeValues: { ':mark': S(mark(acceptedAt, index)) },
          }),
        ),
      );
    },
  };
}

const mark = (acceptedAt: number, index: number): string =>
  `${padded(acceptedAt, MILLIS_DIGITS)}#${padded(index, INDEX_DIGITS)}`;

function nameOf({
  reason,
  channel,
  purpose,
  address,
}: Pick<Block, 'reason' | 'channel' | 'purpose' | 'address'>): string {
  const letter = (Object.keys(REASONS) as Letter[]).find((key) => REASONS[key] === reason);
  return `${letter}#${channel}#${reason === 'withdrawn' ? (purpose ?? '*') : (address ?? '')}`;
}

function parse(name: string, value: Item[string]): Block {
  const [letter, channel, ...rest] = name.split('#');
  const reason = REASONS[letter as Letter];
  const [acceptedAt, index] = value.S?.split('#') ?? [];
  if (!reason || acceptedAt === undefined) throw new Unreadable('a suppression of an unknown kind');
  const of = rest.join('#');
  const block = {
    channel: sendChannel(channel),
    reason,
    acceptedAt: Number(acceptedAt),
    index: Number(index),
  };
  return reason === 'withdrawn' ? { ...block, purpose: of } : { ...block, ...(of && { address: of }) };
}
