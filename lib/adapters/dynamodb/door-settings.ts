// What the door follows of the live program, stored beside the pointer in the System table: the door never reads the
// program itself.
import { type AttributeValue, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { eventNames } from '../../domain/program/event-names.ts';
import type { DoorSettings, DoorSettingsStore } from '../../ports/door-settings.ts';
import { reach, S } from './reach.ts';

const MAX_AGE_MS = 60_000;

export function dynamoDoorSettings(
  client: DynamoDBClient,
  table: string,
  clock: () => number,
): DoorSettingsStore {
  let cached: { settings: DoorSettings; at: number } | undefined;
  return {
    async current(maxAgeMs = MAX_AGE_MS) {
      const now = clock();
      if (cached && now < cached.at + maxAgeMs) return cached.settings;
      const { Item } = await reach(
        client.send(new GetItemCommand({ TableName: table, Key: { pk: S('PROGRAM'), sk: S('CURRENT') } })),
      );
      const events = texts(Item?.['events']);
      const settings = {
        sealed: texts(Item?.['sealed']) ?? [],
        purposes: texts(Item?.['purposes']),
        channels: namesIn(Item?.['channelNames']),
        events: events && eventNames(events),
        replyWords: { stop: texts(Item?.['stopWords']) ?? [], start: texts(Item?.['startWords']) ?? [] },
      };
      cached = { settings, at: now };
      return settings;
    },
  };
}

const texts = (list: AttributeValue | undefined): string[] | undefined =>
  list?.L?.flatMap(({ S: text }) => text ?? []);

const namesIn = (map: AttributeValue | undefined): Map<string, string> | undefined =>
  map?.M && new Map(Object.entries(map.M).map(([name, { S: id = '' }]) => [name, id]));
