// What the doors for events, spend and replies follow of the live program.
import type { EventNames } from '../domain/program/event-names.ts';

export interface DoorSettings {
  /** The traits and properties that the program seals in addition to those always sealed. */
  sealed: readonly string[];
  /** The purposes it declares; undefined: none is published yet, or an earlier release published it. */
  purposes?: readonly string[] | undefined;
  /** Ids of its channels by name, as lib/domain/money/channel-names.ts spells them; undefined as above. */
  channels?: ReadonlyMap<string, string> | undefined;
  /** Names of the events that it mentions; undefined as above. */
  events?: EventNames | undefined;
  /** Words by which people opt out of and into a channel that they can answer, besides the usual ones. */
  replyWords?: { stop: readonly string[]; start: readonly string[] } | undefined;
}

export interface DoorSettingsStore {
  /** At most this old: a minute where nothing is said. */
  current(maxAgeMs?: number): Promise<DoorSettings>;
}
