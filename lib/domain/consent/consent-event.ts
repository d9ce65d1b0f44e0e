// The events that give and withdraw consent, and what they say.
import { consentProperties } from '../../../schemas/generated/consent-properties.js';
import { parser } from '../../../schemas/parser.ts';

export const CONSENT_GIVEN = 'Consent Given';
export const CONSENT_WITHDRAWN = 'Consent Withdrawn';

/** Properties of a consent event. Throws where they are none. */
export const readConsent = parser(consentProperties);

/** STOP and a provider's opt-out name no purpose: they mean all of them. */
export const EVERY_PURPOSE = '*';
