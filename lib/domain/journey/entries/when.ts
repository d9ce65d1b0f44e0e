// Entry when a condition turns true.
import type { EntryModule } from './entry-module.ts';

export const when: EntryModule<'when'> = {
  conditions: (entry) => [{ path: ['when'], condition: entry.when }],
  compile: (entry, compiler) => ({ when: compiler.compile(entry.when) }),
  rule: (entry, inWords) => `Entered when ${inWords(entry.when)}`,
  silence: () => 'Its condition has not turned true for this person since it was published.',
};
