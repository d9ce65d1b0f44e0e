// The local providers: take what functions send on any channel, keep it for people to look at, and report sent and
// delivered (or what a simulator address stands for) a moment later, with the providers' own events.

import type { IncomingHttpHeaders } from 'node:http';
import { perChannel, sendChannels } from '../../schemas/names.ts';
import type { CloudClock } from '../clock.ts';
import type { EventBus } from '../events/bus.ts';
import type { Idle } from '../idle.ts';
import type { Json, JsonObject } from '../template/json.ts';
import { WireError, type WireRequest } from '../wire.ts';
import { emulators } from './emulators.ts';
import {
  acceptPost,
  GATEWAY_DETAIL_TYPE,
  GATEWAY_EVENTS,
  GATEWAY_SOURCE,
  gatewayReceipt,
} from './gateway.ts';
import { type Accepted, Outbox } from './outbox.ts';

export interface SinkOptions {
  clock: CloudClock;
  idle: Idle;
  bus: EventBus;
  /** The installation's own bus, for gateway reports; undefined: the templates define none. */
  ownBus: string | undefined;
  /** Publishes to the topic of SMS replies. */
  publishInbound: (message: string) => void;
}

/** Other common names of receipts. */
const OTHER_NAMES: Record<string, string> = {
  send: 'sent',
  delivery: 'delivered',
  bounce: 'bounced',
  complaint: 'complained',
  open: 'opened',
  click: 'clicked',
  reject: 'rejected',
};

/** Delay between acceptance and the first event, and between two events of a message. */
const REPORT_AFTER_MS = 20;

export class Sink {
  readonly outbox = new Outbox();
  #options: SinkOptions;
  readonly #emulators = perChannel((channel) => emulators[channel]());

  constructor(options: SinkOptions) {
    this.#options = options;
  }

  /** The response of the provider that this request is for; undefined: it is for none. */
  take(request: WireRequest): Json | undefined {
    for (const channel of sendChannels) {
      const taken = this.#emulators[channel].take(request, this.#now());
      if (taken === undefined) continue;
      for (const { message, events } of taken.messages) this.#accept(message, events);
      return taken.answer;
    }
    return undefined;
  }

  /** A gateway that receives a message again repeats its response. */
  post(headers: IncomingHttpHeaders, raw: string): JsonObject {
    const message = acceptPost(headers, raw, this.#now());
    const known = this.outbox.find(message.sendId ?? '');
    if (known === undefined) this.#accept(message, ['delivered']);
    return { id: (known ?? message).messageId };
  }

  /** Makes the provider report an event about a message; names are Cairn's, events the provider's. */
  report(id: string, event: string, options: JsonObject): void {
    const message = this.outbox.find(id);
    if (message === undefined) throw new WireError(404, 'NotFound', `no message ${id} in the outbox`);
    const lower = event.toLowerCase();
    const name = OTHER_NAMES[lower] ?? lower;
    const { channel } = message;
    if (message.provider.gateway === true) {
      if (!GATEWAY_EVENTS.has(name))
        throw new WireError(400, 'UnknownEvent', `a gateway has no event ${event}`);
      this.#emit(message, name, options);
      return;
    }
    if (this.#emit(message, name, options)) return;
    const answer = this.#emulators[channel].answer?.(event, message, options);
    if (answer === undefined) throw new WireError(400, 'UnknownEvent', `${channel} has no event ${event}`);
    this.#options.publishInbound(answer);
  }

  #accept(message: Accepted, events: readonly string[]): void {
    this.outbox.add(message);
    for (const [index, event] of events.entries()) {
      const end = this.#options.idle.begin(`reports of ${message.channel}`);
      const report = () => {
        this.#emit(message, event, {});
        end();
      };
      // In real time: the report belongs to the present moment, even while the clock stands still.
      setTimeout(report, REPORT_AFTER_MS * (index + 1));
    }
  }

  /** False: the provider has no such event. */
  #emit(message: Accepted, event: string, options: JsonObject): boolean {
    const { bus, ownBus } = this.#options;
    if (message.provider.gateway === true && ownBus !== undefined) {
      const detail = gatewayReceipt(event, message, this.#now(), options);
      bus.put({ bus: ownBus, source: GATEWAY_SOURCE, detailType: GATEWAY_DETAIL_TYPE, detail });
      return true;
    }
    const report = this.#emulators[message.channel].report(event, message, this.#now(), options);
    if (report !== undefined) bus.put({ bus: 'default', ...report });
    return report !== undefined;
  }

  #now(): number {
    return Math.floor(this.#options.clock.now());
  }
}
