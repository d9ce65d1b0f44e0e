/**
 * Profiles table: STATE, the only mutable item of a profile, and its immutable pages.
 *
 * - STATE is written whole, on condition of its version; so one commit wins, whoever tries (I2 and I3 depend on it).
 *   When a response is lost and the SDK retries, the retry meets its own version, which looks like another writer:
 *   the caller reads and folds again.
 * - A page is put without a condition: every writer of H#v writes the same content.
 * - wakeShard and wakeAt are on STATE while something waits, and on no other item (I7).
 */
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { ProfileId } from '../../../schemas/primitives.ts';
import { type HistoryEntry, indexPage } from '../../domain/profile/history.ts';
import {
  type PageFilter,
  type ProfileStore,
  type StoredProfile,
  TooLarge,
} from '../../ports/profile-store.ts';
import { decodePage, decodeProfile, encodePage as encodeEntries, encodeProfile } from './codec.ts';
import { B, bytes, type Item, N, number, padded, putIf, query, reach, S, text } from './reach.ts';
import { shardOf, wakeKey } from './wake-index.ts';

const VERSION_DIGITS = 12;
const pageKey = (version: number): string => `H#${padded(version, VERSION_DIGITS)}`;
/** An item may have 400 KB; keys and names need less than the remainder. */
const BODY_BYTES_MAX = 380_000;
const LAST_BODY_BYTES_MAX = 405_000;
const TAIL_BYTES = 768;
const SMALL_TAIL_BYTES = 384;
const WRITE_UNIT_BYTES = 1024;
/** The names of STATE's attributes, and the digits of its version. */
const NAMES_BYTES = 45;
const NO_PAGE_BEFORE = 'H#';
const NO_PAGE_AFTER = 'H#~';

export function dynamoProfileStore(client: DynamoDBClient, table: string): ProfileStore {
  return {
    async read(profile) {
      const Key = { pk: S(profile), sk: S('STATE') };
      const { Item } = await reach(
        client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true })),
      );
      return Item && decode(profile, Item);
    },
    async putPage(profile, version, entries) {
      await reach(
        client.send(new PutItemCommand({ TableName: table, Item: encodePage(profile, version, entries) })),
      );
    },
    async commit(profile, expected, { state, tail, wakeAt, last }) {
      const encoded = encodeProfile(state, tail);
      if (encoded.body.length + encoded.tail.length > (last ? LAST_BODY_BYTES_MAX : BODY_BYTES_MAX))
        throw new TooLarge('the profile would be larger than an item may be');
      const Item: Item = {
        pk: S(profile),
        sk: S('STATE'),
        version: N(expected + 1),
        body: B(encoded.body),
        tail: B(encoded.tail),
        ...(wakeAt !== undefined && {
          wakeShard: S(String(shardOf(profile))),
          wakeAt: S(wakeKey(wakeAt, profile)),
        }),
      };
      const condition =
        expected === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'version = :v', ExpressionAttributeValues: { ':v': N(expected) } };
      return putIf(client.send(new PutItemCommand({ TableName: table, Item, ...condition })));
    },
    async findInPages(profile, hashes, filter) {
      const found = new Set<string>();
      const { values, ...narrow } = filterOf(filter);
      const input = { ...between(profile, NO_PAGE_BEFORE, NO_PAGE_AFTER, values), ...narrow };
      for await (const page of query(client, { TableName: table, ConsistentRead: true, ...input })) {
        const { ids } = indexPage(decodePage(bytes(page, 'body')));
        for (const id of ids) if (hashes.has(id)) found.add(id);
        if (found.size === hashes.size) break;
      }
      return found;
    },
    async pages(profile, { before, limit }) {
      const to = before === undefined ? NO_PAGE_AFTER : pageKey(before - 1);
      const input = { ...between(profile, NO_PAGE_BEFORE, to), ScanIndexForward: false, Limit: limit };
      const pages = [];
      for await (const page of query(client, { TableName: table, ConsistentRead: true, ...input })) {
        pages.push({ version: Number(text(page, 'sk').slice(2)), entries: decodePage(bytes(page, 'body')) });
        if (pages.length >= limit) break;
      }
      return pages;
    },
  };
}

function decode(profile: ProfileId, item: Item): StoredProfile {
  const tail = bytes(item, 'tail');
  const decoded = decodeProfile(profile, { body: bytes(item, 'body'), tail });
  return { version: number(item, 'version'), ...decoded, tailFull: isFull(item, tail.length, decoded.tail) };
}

/**
 * A page is due at its size, and earlier where one more event like these would cost one more write unit with every
 * following commit.
 */
function isFull(item: Item, tailBytes: number, tail: readonly HistoryEntry[]): boolean {
  if (tailBytes < SMALL_TAIL_BYTES) return false;
  const events = tail.filter(({ type }) => type === 'event').length;
  const { pk, sk, body, wakeShard, wakeAt } = item;
  const others = [pk, sk, wakeShard, wakeAt].map((value) => value?.S?.length ?? 0);
  const bytes = NAMES_BYTES + others.reduce((a, b) => a + b, 0) + (body?.B?.length ?? 0);
  const units = (tail: number): number => Math.ceil((bytes + tail) / WRITE_UNIT_BYTES);
  const withNext = tailBytes + tailBytes / Math.max(1, events);
  return tailBytes >= TAIL_BYTES || units(withNext) > units(SMALL_TAIL_BYTES);
}

/** Times are stored beside a page's body, so that looking for an id (I2) reads few pages. */
function encodePage(profile: ProfileId, version: number, entries: readonly HistoryEntry[]): Item {
  const index = indexPage(entries);
  const item = { pk: S(profile), sk: S(pageKey(version)), body: B(encodeEntries(entries)) };
  // Such a page contains nothing to find: the filter skips it.
  if (index.ids.size === 0) return item;
  return {
    ...item,
    clientMin: N(index.clientMin),
    clientMax: N(index.clientMax),
    acceptedMax: N(index.acceptedMax),
  };
}

function between(profile: ProfileId, from: string, to: string, values: Item = {}) {
  return {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': S(profile), ':from': S(from), ':to': S(to), ...values },
  };
}

function filterOf(filter: PageFilter): { values: Item; FilterExpression: string } {
  if ('clientAt' in filter)
    return {
      values: { ':at': N(filter.clientAt) },
      FilterExpression: 'clientMin <= :at AND clientMax >= :at',
    };
  return { values: { ':at': N(filter.acceptedFrom) }, FilterExpression: 'acceptedMax >= :at' };
}
