// Samples of the entry by a condition that becomes true.
import type { EntryOf } from '../../../schemas/entries/entries.ts';
import { MARKED } from '../marks.ts';

export const when: EntryOf<'when'>[] = [{ when: MARKED, reenter: { after: 'PT1H' }, maxAge: 'PT24H' }];
