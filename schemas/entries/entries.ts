// Every kind of entry. A kind is a file beside this one, a line here, and its module in lib/domain/journey/entries.
import * as z from 'zod';
import { OnEntry } from './on.ts';
import { WhenEntry } from './when.ts';

/** By the key that only entries of the kind have. */
export const entrySchemas = { on: OnEntry, when: WhenEntry };

export type EntryKind = keyof typeof entrySchemas;
export type EntryOf<K extends EntryKind> = z.infer<(typeof entrySchemas)[K]>;

export const Entry = z.union(Object.values(entrySchemas));
export type Entry = EntryOf<EntryKind>;
