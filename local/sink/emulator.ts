// The interface of each channel's emulated provider: which requests it accepts, and what it reports afterwards.

import type { Json, JsonObject } from '../template/json.ts';
import type { WireRequest } from '../wire.ts';
import type { Accepted } from './outbox.ts';

export interface Taken {
  answer: Json;
  /** The accepted messages, each with the events that follow by themselves. */
  messages: readonly { message: Accepted; events: readonly string[] }[];
}

/** An event in the form in which it appears on the default bus. */
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
  /** What the service publishes when somebody replies; undefined: it is not a reply. */
  answer?(event: string, message: Accepted, options: JsonObject): string | undefined;
}
