// Whether a channel may reach the profile for the journey's purpose, as far as its state knows.
import type { ReachableCondition } from '../../../../schemas/conditions/reachable.ts';
import { type Unreachable, whyUnreachable } from '../../message/reachable.ts';
import type { ConditionModule } from '../module.ts';
import { short } from '../phrases.ts';
import { leaf } from '../subject.ts';

const REACHABLE = 'yes';

/** Why a channel may not reach somebody. */
export const UNREACHABLE: { readonly [K in Unreachable]: string } = {
  'no-address': 'there is no address for this channel',
  'no-consent': 'there is no consent that counts for this purpose and channel',
  bounced: 'the address bounced before',
  complained: 'the person complained about a message to this address',
};

export const reachable: ConditionModule<ReachableCondition> = {
  inWhere: false,
  readsCounters: false,
  compile: (c) =>
    leaf(
      c,
      (value) => value === REACHABLE,
      (s) => whyUnreachable(s.state, s.purpose, c.reachable) ?? REACHABLE,
    ),
  dependsOn: () => ['reachable', 'consent'],
  words: (c) => `reachable by ${short(c.reachable)}`,
  met(value) {
    if (value === REACHABLE) return '';
    return UNREACHABLE[value as Unreachable] ?? short(value);
  },
};
