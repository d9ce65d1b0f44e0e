// Whether a consent counts for one purpose and channel.
import type { ConsentCondition } from '../../../../schemas/conditions/consent.ts';
import { sendChannel } from '../../../../schemas/names.ts';
import { undeclaredPurpose } from '../../checked-program.ts';
import { consents } from '../../consent/consent.ts';
import type { ConditionModule } from '../module.ts';
import { short } from '../phrases.ts';
import { leaf } from '../subject.ts';

export const consent: ConditionModule<ConsentCondition> = {
  members: { consent: true },
  inWhere: false,
  readsCounters: false,
  check({ consent: { purpose } }, _place, say, program) {
    const undeclared = undeclaredPurpose(program, purpose);
    if (undeclared) say(['consent', 'purpose'], undeclared);
  },
  compile(c) {
    const { purpose } = c.consent;
    const channel = sendChannel(c.consent.channel);
    return leaf(c, Boolean, (s) => consents(s.state, purpose, channel));
  },
  dependsOn: () => ['consent'],
  words: ({ consent: { purpose, channel } }) => `consent for ${short(purpose)} by ${short(channel)}`,
  // A decision to send stores the source of the consent; the condition itself stores true or false.
  met: (value) => (typeof value === 'string' ? `source: ${short(value)}` : ''),
};
