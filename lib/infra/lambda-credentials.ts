/**
 * Replaces the SDK's credential chain in a bundle. On Lambda a function's role comes only from its environment; the
 * rest of the chain (profiles, SSO, web identities, instance metadata, with clients of their own) would be a seventh
 * of the code that every cold start reads.
 */
import { fromEnv } from '@aws-sdk/credential-provider-env';

export const defaultProvider = fromEnv;
