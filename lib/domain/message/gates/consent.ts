// Gate: a consent counts for the message's purpose and channel (I4).
import type { Block } from '../../consent/block.ts';
import { type ConsentMark, consents } from '../../consent/consent.ts';
import type { ReachGate, ReachSubject } from './gate.ts';

const NO_CONSENT = { reason: 'no-consent' } as const;

export const consent: ReachGate<'no-consent'> = {
  about: 'person',
  judge: (subject) =>
    consents(subject.state, subject.purpose, subject.channel) && !isWithdrawn(subject)
      ? undefined
      : NO_CONSENT,
  words: { 'no-consent': 'there is no consent that counts for this purpose and channel' },
};

/**
 * A suppression for a withdrawal applies until this profile has a later consent, both in its own time and in the order
 * of acceptance. That consent lifts the profile's own suppressions; those for every purpose and those stored under an
 * address are never lifted.
 */
function isWithdrawn({ blocks, state, purpose, channel }: ReachSubject): boolean {
  if (!blocks) return false;
  const yes = state.consent[purpose]?.[channel]?.yes;
  return blocks.some(
    (block) =>
      block.channel === channel &&
      block.reason === 'withdrawn' &&
      (block.purpose === '*' || block.purpose === purpose) &&
      !(yes && isLater(yes, block)),
  );
}

function isLater(yes: ConsentMark, block: Block): boolean {
  const accepted =
    yes.acceptedAt > block.acceptedAt || (yes.acceptedAt === block.acceptedAt && yes.index > block.index);
  return accepted && yes.at > block.acceptedAt;
}
