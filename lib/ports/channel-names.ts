// The names of the live program's channels, for rows of spend that name one.
export interface ChannelNames {
  /** Ids by name, as lib/domain/money/channel-names.ts spells them; undefined while no program says it. Not cached. */
  current(): Promise<ReadonlyMap<string, string> | undefined>;
}
