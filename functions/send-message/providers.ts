// The one way out of this function's channel: a company's own gateway, or AWS.
import { push, ses, sms, ssm } from '../../lib/adapters/aws.ts';
import { env, optionalEnv } from '../../lib/adapters/env.ts';
import { clock } from '../../lib/adapters/parts.ts';
import { pushProvider } from '../../lib/adapters/push/push-provider.ts';
import { sesProvider } from '../../lib/adapters/ses/email-provider.ts';
import { smsProvider } from '../../lib/adapters/sms/sms-provider.ts';
import { parameterSecret } from '../../lib/adapters/ssm/secret.ts';
import { webhookProviders } from '../../lib/adapters/webhook/webhook-provider.ts';
import type { SenderPorts } from '../../lib/application/send/send-message.ts';
import type { SendChannel } from '../../schemas/primitives.ts';

/** A call takes a third of the timeout at most, as those of AWS do. */
const WEBHOOK_TIMEOUT_MS = 10_000;

/** A company's gateway takes every channel where the installation names one. */
export function providersOf(channel: SendChannel): SenderPorts['providers'] {
  const url = optionalEnv('WEBHOOK_URL');
  if (url === undefined) return providersOfAws(channel);
  const gateway = webhookProviders({
    url,
    secret: parameterSecret(ssm(), env('WEBHOOK_SECRET_PARAMETER'), clock),
    timeoutMs: WEBHOOK_TIMEOUT_MS,
    allowedAddresses: (optionalEnv('WEBHOOK_ALLOWED_ADDRESSES') ?? '').split(',').filter(Boolean),
    clock,
  });
  return { [channel]: gateway[channel] };
}

function providersOfAws(channel: SendChannel): SenderPorts['providers'] {
  switch (channel) {
    case 'email':
      return {
        email: sesProvider(ses(), {
          from: env('EMAIL_FROM'),
          configurationSet: optionalEnv('SES_CONFIGURATION_SET'),
        }),
      };
    case 'sms': {
      const originationIdentity = env('SMS_ORIGINATION_IDENTITY');
      return {
        sms: smsProvider(sms(), {
          originationIdentity,
          configurationSet: optionalEnv('SMS_CONFIGURATION_SET'),
        }),
      };
    }
    case 'push':
      return { push: pushProvider(push(), { applicationId: env('PUSH_APPLICATION_ID') }) };
    default:
      return channel satisfies never;
  }
}
