// The events that give and withdraw consent, and their properties.
import { consentProperties } from '../../../schemas/generated/consent-properties.js';
import { parser } from '../../../schemas/parser.ts';

export const CONSENT_GIVEN = 'Consent Given';
export const CONSENT_WITHDRAWN = 'Consent Withdrawn';

/** The properties of a consent event. Throws where they are invalid. */
export const readConsent = parser(consentProperties);

/** STOP and a provider's opt-out name no purpose: they apply to all purposes. */
export const EVERY_PURPOSE = '*';
