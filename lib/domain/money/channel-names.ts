// The names that a channel goes by: its id and its aliases, in any case and among blanks.
import type { Program } from '../../../schemas/program.ts';

/** A name as it is looked up. */
export const plainChannelName = (name: string): string => name.trim().toLowerCase();

/** Channel ids by every name. An id comes before another channel's alias. */
export function channelNames(channels: Program['channels']): Map<string, string> {
  const names = new Map<string, string>();
  for (const { id, aliases } of Object.values(channels))
    for (const alias of aliases) names.set(plainChannelName(alias), id);
  for (const id of Object.keys(channels)) names.set(id, id);
  return names;
}
