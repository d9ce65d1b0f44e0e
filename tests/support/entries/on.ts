// Samples of the entry on an event.
import type { EntryOf } from '../../../schemas/entries/entries.ts';
import { MARKED } from '../marks.ts';

export const on: EntryOf<'on'>[] = [
  { on: 'Start', maxAge: 'PT24H' },
  { on: 'Start', if: MARKED, reenter: { after: 'PT1H' }, maxAge: 'PT2H' },
];
