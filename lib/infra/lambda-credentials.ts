/**
 * In a bundle this stands for the SDK's credential chain. On Lambda a function's role arrives in its environment and
 * nowhere else; the rest of the chain (profiles, SSO, web identities, instance metadata, with clients of their own) would
 * be a seventh of the code that every cold start reads.
 */
import { fromEnv } from '@aws-sdk/credential-provider-env';

export const defaultProvider = fromEnv;
