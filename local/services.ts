// One HTTP endpoint for the services emulated here: EventBridge, KMS, Parameter Store and the providers, distinguished by
// what their wire protocols put into the request.

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
  return (request: WireRequest): Json => {
    const { method, path, target, body } = request;
    if (target === 'AWSEvents.PutEvents') return bus.putEvents(body);
    if (target.startsWith('TrentService.')) return kms.handle(target.slice('TrentService.'.length), body);
    if (target === 'AmazonSSM.GetParameter') return parameter(textAt(body.Name));
    const taken = sink.take(request);
    if (taken !== undefined) return taken;
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
