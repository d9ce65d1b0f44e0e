/**
 * What a provider's error proves (I3). Only an error showing that the message was not taken is `again` or `rejected`:
 * - never connected, or no credentials to sign with: nothing was sent;
 * - 429, 401, 403, 404: refused because of the account, which passes or is mended within the day;
 * - any other 4xx: refused because of the message.
 * Everything else (time-outs, broken connections, 5xx) proves nothing. Reasons are names of errors, never their
 * messages, which may quote an address (I9).
 */
import type { ProviderAnswer } from '../ports/provider.ts';

interface AwsError extends Error {
  $metadata?: { httpStatusCode?: number };
  syscall?: string;
}

const ACCOUNT_STATUSES = new Set([401, 403, 404, 429]);
/** Some services respond to these with 400. */
const ACCOUNT_NAMES = /throttl|expiredtoken|unrecognizedclient|accessdenied|signature|requestexpired/i;
const NEVER_SENT = new Set(['CredentialsProviderError', 'TokenProviderError']);

export function answerOf(error: unknown, again: ReadonlySet<string> = new Set()): ProviderAnswer {
  if (!(error instanceof Error)) return { kind: 'unknown', reason: 'error' };
  const { name: reason, message, $metadata, syscall } = error as AwsError;
  const status = $metadata?.httpStatusCode;
  if (again.has(reason)) return { kind: 'again', reason };
  if (status !== undefined && status >= 400 && status < 500)
    return {
      kind: ACCOUNT_STATUSES.has(status) || ACCOUNT_NAMES.test(reason) ? 'again' : 'rejected',
      reason,
    };
  const unsent =
    syscall === 'connect' ||
    syscall === 'getaddrinfo' ||
    NEVER_SENT.has(reason) ||
    /did not establish a connection/.test(message);
  return unsent ? { kind: 'again', reason: 'not connected' } : { kind: 'unknown', reason };
}
