// What the sink asks of each channel's provider: what it takes on the wire, and what it reports afterwards.

import type { Json, JsonObject } from '../template/json.ts';
import type { WireRequest } from '../wire.ts';
import type { Accepted } from './outbox.ts';

export interface Taken {
  answer: Json;
  /** What was accepted, and which events follow by themselves. */
  messages: readonly { message: Accepted; events: readonly string[] }[];
}

/** As it lies on the default bus. */
export interface ProviderReport {
  source: string;
  detailType: string;
  detail: JsonObject;
}

export interface Emulator {
  /** Undefined: the request is for another service. */
  take(request: WireRequest, now: number): Taken | undefined;
  /** Undefined: the provider has no such event. */
  report(event: string, message: Accepted, now: number, options: JsonObject): ProviderReport | undefined;
  /** What the service publishes when somebody answers so; undefined: it is no answer. */
  answer?(event: string, message: Accepted, options: JsonObject): string | undefined;
}
