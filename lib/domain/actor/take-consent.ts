// Takes in consent: events with a purpose and channels, and Segment's category preferences. Notes which of them count.

import type { EventMessage } from '../../../schemas/mailbox.ts';
import { type SendChannel, sendChannels } from '../../../schemas/names.ts';
import { addressProfiles, channelNamed } from '../../channels/channels.ts';
import { type ConsentMark, counts, withConsent, withWithdrawal } from '../consent/consent.ts';
import { CONSENT_GIVEN, CONSENT_WITHDRAWN, EVERY_PURPOSE, readConsent } from '../consent/consent-event.ts';
import { note } from '../journey/turn.ts';
import type { ActorTurn } from './turn.ts';

function knownPurposes(turn: ActorTurn): string[] {
  return [...new Set([...Object.keys(turn.program.program.purposes), ...Object.keys(turn.state.consent)])];
}

export function takeConsent(turn: ActorTurn, event: EventMessage): void {
  if (event.name === CONSENT_GIVEN || event.name === CONSENT_WITHDRAWN) {
    const { purpose, channels: posted, source, wording } = readConsent(event.properties);
    // An older door left the spelling as it was; a channel that only a newer release knows is passed over.
    const channels = posted?.map(channelNamed);
    const mark = { ...placeOf(event), ...(source ? { source } : {}), ...(wording ? { wording } : {}) };
    const every = purpose === EVERY_PURPOSE && event.name === CONSENT_WITHDRAWN;
    for (const named of every ? knownPurposes(turn) : [purpose])
      for (const channel of sendChannels)
        if (!channels || channels.includes(channel))
          setConsent(turn, { purpose: named, channel }, event.name === CONSENT_GIVEN, mark);
  }
  takePreferences(turn, event);
}

/** How many preferences (per browser and purpose) are remembered; one pushed out would count as new. */
const PREFERENCES = 64;

/**
 * A browser sends its preferences with every event. Only a change in that browser's own preference is a consent or a
 * withdrawal, never its repetition: otherwise two browsers with different preferences would alternate, and undo a
 * withdrawal that neither of them received.
 */
function takePreferences(turn: ActorTurn, event: EventMessage): void {
  const browser = event.anonymous ?? (turn.state.id.startsWith('a-') ? turn.state.id : '');
  for (const [purpose, given] of Object.entries(event.context.consent ?? {})) {
    const key = `${browser}/${purpose}`;
    const { [key]: before, ...others } = turn.state.preferences;
    if (!Object.hasOwn(turn.program.program.purposes, purpose) || before === given) continue;
    turn.state.preferences = Object.fromEntries(
      [...Object.entries(others), [key, given] as const].slice(-PREFERENCES),
    );
    const mark = { ...placeOf(event), source: 'category preferences' };
    for (const channel of sendChannels) setConsent(turn, { purpose, channel }, given, mark);
  }
}

function placeOf(event: EventMessage): ConsentMark {
  return { at: event.occurredAt, acceptedAt: event.acceptedAt, index: event.index };
}

function setConsent(
  turn: ActorTurn,
  { purpose, channel }: { purpose: string; channel: SendChannel },
  given: boolean,
  mark: ConsentMark,
): void {
  const byChannel = turn.state.consent[purpose] ?? {};
  turn.state.consent[purpose] = byChannel;
  const after = given ? withConsent(byChannel[channel], mark) : withWithdrawal(byChannel[channel], mark);
  byChannel[channel] = after;
  if (!given) blockAddress(turn, { purpose, channel }, mark);
  const held = counts(after);
  note(turn, {
    type: 'consent',
    purpose,
    channel,
    given,
    counts: held,
    source: mark.source,
    wording: mark.wording,
  });
  // Lifts suppressions up to the last withdrawal known here, whichever arrived first. The suppression of a withdrawal
  // that is still in the mailbox stays, because that withdrawal may be the later one in its own time.
  if (held && after.no) {
    const { acceptedAt, index } = after.no;
    turn.effects.push({ type: 'lift-block', purpose, channel, acceptedAt, index });
  }
}

/** The door knew the address only if the profile had it when the withdrawal was posted. */
function blockAddress(
  { state, effects }: ActorTurn,
  { purpose, channel }: { purpose: string; channel: SendChannel },
  { acceptedAt, index }: ConsentMark,
): void {
  for (const address of addressProfiles(state, channel))
    effects.push({ type: 'block-address', address, purpose, channel, acceptedAt, index });
}
