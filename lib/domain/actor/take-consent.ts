// Consent as it comes: events with a purpose and channels, and Segment's category preferences. Answers which of them counted.

import type { EventMessage } from '../../../schemas/mailbox.ts';
import { type SendChannel, sendChannels } from '../../../schemas/names.ts';
import { type ConsentMark, counts, withNo, withYes } from '../consent/consent.ts';
import { CONSENT_GIVEN, CONSENT_WITHDRAWN, EVERY_PURPOSE, readConsent } from '../consent/consent-event.ts';
import { note } from '../journey/turn.ts';
import type { ActorTurn } from './turn.ts';

function knownPurposes(turn: ActorTurn): string[] {
  return [...new Set([...Object.keys(turn.program.program.purposes), ...Object.keys(turn.state.consent)])];
}

export function takeConsent(turn: ActorTurn, event: EventMessage): void {
  if (event.name === CONSENT_GIVEN || event.name === CONSENT_WITHDRAWN) {
    const { purpose, channels, source, wording } = readConsent(event.properties);
    const mark = { ...placeOf(event), ...(source ? { source } : {}), ...(wording ? { wording } : {}) };
    const every = purpose === EVERY_PURPOSE && event.name === CONSENT_WITHDRAWN;
    for (const named of every ? knownPurposes(turn) : [purpose])
      for (const channel of sendChannels)
        if (!channels || channels.includes(channel))
          setConsent(turn, { purpose: named, channel }, event.name === CONSENT_GIVEN, mark);
  }
  takePreferences(turn, event);
}

/** Answers of browsers and purposes that are remembered; one pushed out would count as new. */
const PREFERENCES = 64;

/**
 * Preferences come with every event of a browser; only a change of that browser's own is a yes or a no, never its
 * repetition: else two browsers that answered differently would, in turn, undo a no that was said to neither.
 */
function takePreferences(turn: ActorTurn, event: EventMessage): void {
  const browser = event.anonymous ?? (turn.state.id.startsWith('a-') ? turn.state.id : '');
  for (const [purpose, given] of Object.entries(event.context.consent ?? {})) {
    const answer = `${browser}/${purpose}`;
    const { [answer]: before, ...others } = turn.state.preferences;
    if (!Object.hasOwn(turn.program.program.purposes, purpose) || before === given) continue;
    turn.state.preferences = Object.fromEntries(
      [...Object.entries(others), [answer, given] as const].slice(-PREFERENCES),
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
  const after = given ? withYes(byChannel[channel], mark) : withNo(byChannel[channel], mark);
  byChannel[channel] = after;
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
  // Blocks up to the last no known here, whichever of the two came first. One of a no still on its way stands: that no may be
  // the later one in its own time.
  if (held && after.no) {
    const { acceptedAt, index } = after.no;
    turn.effects.push({ type: 'lift-block', purpose, channel, acceptedAt, index });
  }
}
