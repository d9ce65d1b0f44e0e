// Consent posted as a call. The door refuses it where it is unclear what was agreed to, and keeps it readable,
// because it is evidence.

import { consentProperties } from '../../../schemas/generated/consent-properties.js';
import { pointerOf } from '../../../schemas/parser.ts';
import { CONSENT_GIVEN, CONSENT_WITHDRAWN } from '../consent/consent-event.ts';

import { redact } from '../sealing/find-address.ts';
import type { Mistake } from './read-call.ts';

export function isConsentEvent(name: string): boolean {
  return name === CONSENT_GIVEN || name === CONSENT_WITHDRAWN;
}

export function checkConsent(name: string, properties: Record<string, unknown>): Mistake | undefined {
  if (!isConsentEvent(name)) return undefined;
  if (consentProperties(properties)) return undefined;
  const detail = `${name} needs "purpose", and "channels" as a list of channels where it is not about all of them.`;
  return { pointer: `/properties${pointerOf(consentProperties)}`, detail };
}

/** People and rules read its texts: an address in them is redacted instead of sealing the whole text. */
export function readableConsent(properties: Record<string, unknown>): Record<string, unknown> {
  const read: unknown = properties;
  if (!consentProperties(read)) return properties;
  const { purpose, channels, source, wording } = read;
  return {
    ...properties,
    purpose: redact(purpose),
    ...(channels === undefined ? {} : { channels: channels.map(redact) }),
    ...(source === undefined ? {} : { source: redact(source) }),
    ...(wording === undefined ? {} : { wording: redact(wording) }),
  };
}
