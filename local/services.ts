// One HTTP endpoint for the services emulated here: EventBridge, KMS, SES, SMS, push and Parameter Store,
// distinguished by what their wire protocols put into the request.

import type { EventBus } from './events/bus.ts';
import type { Kms } from './kms.ts';
import { GATEWAY_SECRET } from './sink/gateway.ts';
import type { Sink } from './sink/sink.ts';
import { type Json, textAt } from './template/json.ts';
import { WireError, type WireHandler, type WireRequest } from './wire.ts';

export interface Services {
  bus: EventBus;
  kms: Kms;
  sink: Sink;
}

export function serviceHandler({ bus, kms, sink }: Services): WireHandler {
  return ({ method, path, target, body }: WireRequest): Json => {
    if (target === 'AWSEvents.PutEvents') return bus.putEvents(body);
    if (target.startsWith('TrentService.')) return kms.handle(target.slice('TrentService.'.length), body);
    if (target === 'PinpointSMSVoiceV2.SendTextMessage') return sink.sendSms(body);
    if (method === 'POST' && path === '/v2/email/outbound-emails') return sink.sendEmail(body);
    if (method === 'GET' && path === '/v2/email/account') return account;
    if (target === 'AmazonSSM.GetParameter') return parameter(textAt(body.Name));
    const push = /^\/v1\/apps\/([^/]+)\/messages$/.exec(path);
    if (method === 'POST' && push !== null) return sink.sendPush({ ...body, ApplicationId: push[1] });
    throw new WireError(
      400,
      'UnknownOperationException',
      `${target || `${method} ${path}`} is not known to the local cloud`,
    );
  };
}

/** The only secret is the gateway's. */
function parameter(name = ''): Json {
  if (!name.endsWith('/webhook-secret'))
    throw new WireError(400, 'ParameterNotFound', `no parameter ${name}`);
  return { Parameter: { Name: name, Type: 'SecureString', Value: GATEWAY_SECRET, Version: 1 } };
}

const account: Json = {
  DedicatedIpAutoWarmupEnabled: false,
  EnforcementStatus: 'HEALTHY',
  ProductionAccessEnabled: true,
  SendingEnabled: true,
  SendQuota: { Max24HourSend: 1_000_000, MaxSendRate: 500, SentLast24Hours: 0 },
};
