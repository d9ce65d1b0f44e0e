// Samples of every kind of entry. Together the samples of a kind fill every place of its schema.
import type { EntryKind, EntryOf } from '../../../schemas/entries/entries.ts';
import { on } from './on.ts';
import { when } from './when.ts';

export const entrySamples: { [K in EntryKind]: readonly EntryOf<K>[] } = { on, when };
