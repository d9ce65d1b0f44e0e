// Every kind of entry, by its name in schemas/entries/entries.ts.
import type { Entry, EntryKind } from '../../../../schemas/entries/entries.ts';
import type { EntryModule } from './entry-module.ts';
import { on } from './on.ts';
import { when } from './when.ts';

export const entries: { [K in EntryKind]: EntryModule<K> } = { on, when };

const kinds = Object.keys(entries) as EntryKind[];

/** Undefined: a kind that this release does not know. Nobody enters by it, and profiles inside continue. */
export function entryModule(entry: Entry): EntryModule | undefined {
  for (const kind of kinds) if (Object.hasOwn(entry, kind)) return entries[kind];
  return undefined;
}
