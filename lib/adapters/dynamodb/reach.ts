// Access to DynamoDB: which of its errors mean "try the same again later", and the few shapes its items are made of.
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { Unavailable } from '../../ports/queue.ts';

/**
 * Waits for a response. Throws Unavailable where the infrastructure refused or did not respond; rethrows a refused
 * item or condition.
 */
export async function reach<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Error) || isOurs(error)) throw error;
    throw new Unavailable(`DynamoDB: ${error.name}`, { cause: error });
  }
}

/**
 * Whether the error is about our request (asking again gives the same), not about whether DynamoDB could be reached.
 */
const isOurs = (error: Error): boolean =>
  error instanceof ConditionalCheckFailedException ||
  error.name === 'ValidationException' ||
  error instanceof TypeError;

/** True: written. False: the condition did not hold. */
export async function putIf(answer: Promise<unknown>): Promise<boolean> {
  try {
    await reach(answer);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

export const S = (value: string): { S: string } => ({ S: value });
export const N = (value: number): { N: string } => ({ N: String(value) });
export const B = (value: Uint8Array): { B: Uint8Array } => ({ B: value });

/** Fixed length, so that text sorts like numbers. */
export const padded = (value: number, digits: number): string => String(value).padStart(digits, '0');

export type Item = Record<string, AttributeValue>;

/** Every item that a query finds, one response (1 MB or `Limit`) after another, as far as the caller reads. */
export async function* query(
  client: DynamoDBClient,
  input: Omit<QueryCommandInput, 'ExclusiveStartKey'>,
): AsyncGenerator<Item> {
  let ExclusiveStartKey: Item | undefined;
  do {
    const answer: { Items?: Item[]; LastEvaluatedKey?: Item } = await reach(
      client.send(new QueryCommand({ ...input, ExclusiveStartKey })),
    );
    yield* answer.Items ?? [];
    ExclusiveStartKey = answer.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

/** An attribute that every item of this kind has; an item without it is not one of ours. */
export function text(item: Item, name: string): string {
  const value = item[name];
  const found = value?.S ?? value?.N;
  if (found === undefined) throw new Unreadable(`an item without ${name}`);
  return found;
}
export const number = (item: Item, name: string): number => Number(text(item, name));
export function bytes(item: Item, name: string): Uint8Array {
  const found = item[name]?.B;
  if (!found) throw new Unreadable(`an item without ${name}`);
  return found;
}

/** A stored item that cannot be read: written by a newer release, or damaged. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}
