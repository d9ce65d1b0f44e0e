// Consent (I4): the consents and withdrawals of two merged profiles are judged as if one profile had received all of
// them.
import { type Consents, withConsent, withWithdrawal } from '../../consent/consent.ts';
import type { ProfileState } from '../state.ts';
import type { Slices } from './slice.ts';

export const consent: Slices<'consent'> = {
  consent: { empty: () => ({}), merge: mergedConsent },
};

function mergedConsent(own: ProfileState, other: ProfileState): Consents {
  const merged: Consents = { ...own.consent };
  for (const [purpose, channels] of Object.entries(other.consent)) {
    const byChannel = { ...merged[purpose] };
    merged[purpose] = byChannel;
    for (const [channel, { yes, no }] of Object.entries(channels)) {
      if (no) byChannel[channel] = withWithdrawal(byChannel[channel], no);
      if (yes) byChannel[channel] = withConsent(byChannel[channel], yes);
    }
  }
  return merged;
}
