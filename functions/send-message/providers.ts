// The provider of this function's channel: a company's own gateway, or AWS.
import { ssm } from '../../lib/adapters/aws.ts';
import { env, optionalEnv } from '../../lib/adapters/env.ts';
import { clock } from '../../lib/adapters/parts.ts';
import { parameterSecret } from '../../lib/adapters/ssm/secret.ts';
import { webhookProviders } from '../../lib/adapters/webhook/webhook-provider.ts';
import { providers } from '../../lib/channels/providers.ts';
import type { Provider, Providers } from '../../lib/ports/provider.ts';
import { perChannel, type SendChannel } from '../../schemas/names.ts';

/** A call takes at most a third of the timeout, as calls to AWS do. */
const WEBHOOK_TIMEOUT_MS = 10_000;

/** A send of another channel does not belong in this queue: it is retried, and the alarm on retried sends shows it. */
const misrouted: Provider<unknown> = {
  send: async () => ({ kind: 'again', reason: 'in the queue of another channel' }),
};

/** A company's gateway serves every channel if the installation names one. */
export function providersOf(channel: SendChannel): Providers {
  const url = optionalEnv('WEBHOOK_URL');
  if (url === undefined) return { ...perChannel(() => misrouted), [channel]: providers[channel]() };
  return webhookProviders({
    url,
    secret: parameterSecret(ssm(), env('WEBHOOK_SECRET_PARAMETER'), clock),
    timeoutMs: WEBHOOK_TIMEOUT_MS,
    allowedAddresses: (optionalEnv('WEBHOOK_ALLOWED_ADDRESSES') ?? '').split(',').filter(Boolean),
    clock,
  });
}
