// Whether the profile is in a fixed percentage of all profiles, by a hash of its id and the salt.
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { SampleCondition } from '../../../../schemas/conditions/sample.ts';
import type { ConditionModule } from '../module.ts';
import { short } from '../phrases.ts';
import { leaf } from '../subject.ts';

export const sample: ConditionModule<SampleCondition> = {
  members: { sample: true, salt: true },
  inWhere: false,
  readsCounters: false,
  compile: (c) =>
    leaf(
      c,
      (place) => typeof place === 'number' && place < c.sample,
      (s) => placeOf(s.state.id, c.salt),
    ),
  // A profile keeps its place for as long as it keeps its id.
  dependsOn: () => [],
  words: (c) => `in the sample "${short(c.salt)}" of ${c.sample} percent`,
  // Cut and not rounded: a place just below the percentage must not read as the percentage itself.
  met: (place) =>
    `its place is ${typeof place === 'number' ? Math.floor(place * 1000) / 1000 : short(place)} of 100`,
};

/** From 0 to just below 100. */
function placeOf(id: string, salt: string): number {
  const [a = 0, b = 0, c = 0, d = 0] = sha256(utf8ToBytes(JSON.stringify([salt, id])));
  return ((((a << 24) | (b << 16) | (c << 8) | d) >>> 0) / 2 ** 32) * 100;
}
