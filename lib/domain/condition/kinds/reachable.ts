// Whether a channel may reach the profile for the journey's purpose, as far as its state knows.
import type { ReachableCondition } from '../../../../schemas/conditions/reachable.ts';
import { whyUnreachable } from '../../message/gates/gates.ts';
import { refusalInWords } from '../../message/refusal.ts';
import type { ConditionModule } from '../module.ts';
import { short } from '../phrases.ts';
import { leaf } from '../subject.ts';

const REACHABLE = 'yes';

export const reachable: ConditionModule<ReachableCondition> = {
  members: { reachable: true },
  inWhere: false,
  readsCounters: false,
  compile: (c) =>
    leaf(
      c,
      (value) => value === REACHABLE,
      ({ state, purpose }) => whyUnreachable({ state, purpose, channel: c.reachable }) ?? REACHABLE,
    ),
  dependsOn: () => ['reachable', 'consent'],
  words: (c) => `reachable by ${short(c.reachable)}`,
  met: (value) => (value === REACHABLE ? '' : refusalInWords(String(value))),
};
