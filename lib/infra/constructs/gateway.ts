/**
 * A company's own gateway in the place of AWS's providers: the URL that messages are posted to, the secret that signs
 * them, and the rule by which its reports come back.
 *
 * The secret is in Parameter Store, which stores it for free; Secrets Manager would cost 0.40 USD a month.
 * CloudFormation cannot create a secure parameter, so a person puts it there, and no template or output ever contains
 * it.
 */
import type { Stack } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { setting } from '../settings.ts';
import { arnOf, type SenderAccess } from './channel-infra.ts';
import { EventRoute } from './event-route.ts';
import type { ServiceFunction } from './service-function.ts';

const SECRET_PARAMETER = '/cairn/webhook-secret';

/** As schemas/receipts.ts reads it. */
export const GATEWAY_SOURCE = 'message-gateway';

/** One gateway for every channel. */
export function gatewayAccess(stack: Stack): SenderAccess {
  return {
    settings: {
      WEBHOOK_URL: setting(stack, 'webhookUrl'),
      WEBHOOK_ALLOWED_ADDRESSES: setting(stack, 'webhookAllowedAddresses'),
      WEBHOOK_SECRET_PARAMETER: SECRET_PARAMETER,
    },
    action: 'ssm:GetParameter',
    resources: [arnOf('ssm', `parameter${SECRET_PARAMETER}`)],
  };
}

export function addGatewayReceipts(
  stack: Stack,
  { bus, target, undelivered }: { bus: IEventBus; target: ServiceFunction; undelivered: IQueue },
): void {
  new EventRoute(stack, 'FromGateway', {
    description: 'What the gateway reports of our messages',
    target,
    undelivered,
    busName: bus.eventBusName,
    pattern: { source: [GATEWAY_SOURCE], 'detail-type': ['Message Receipt'] },
    maximumAge: 86_400,
  });
}
