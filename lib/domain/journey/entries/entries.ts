// Every kind of entry, by its name in schemas/entries/entries.ts.
import type { Entry, EntryKind } from '../../../../schemas/entries/entries.ts';
import type { EntryModule } from './entry-module.ts';
import { on } from './on.ts';
import { when } from './when.ts';

export const entries: { [K in EntryKind]: EntryModule<K> } = { on, when };

/** Without a prototype, so that a name alone finds its module, or nothing. */
const modules: Readonly<Record<string, EntryModule>> = Object.assign(Object.create(null), entries);

/** Undefined: a kind that this release does not know. Nobody enters by it, and profiles inside continue. */
export function entryModule(entry: Entry): EntryModule | undefined {
  for (const key in entry) {
    const module = modules[key];
    if (module) return module;
  }
  return undefined;
}
