// The providers: takes what functions send by e-mail, SMS and push, keeps it for people to look at, and reports sent
// and delivered (or what a simulator address asks for) a moment later, as the providers' own events.

import type { IncomingHttpHeaders } from 'node:http';
import type { CloudClock } from '../clock.ts';
import type { EventBus } from '../events/bus.ts';
import type { Idle } from '../idle.ts';
import type { Json, JsonObject } from '../template/json.ts';
import { textAt } from '../template/json.ts';
import { WireError } from '../wire.ts';
import { acceptEmail, EMAIL_EVENTS, emailEvent, isEmailEvent, simulatedEvents } from './email.ts';
import {
  acceptPost,
  GATEWAY_DETAIL_TYPE,
  GATEWAY_EVENTS,
  GATEWAY_SOURCE,
  gatewayReceipt,
} from './gateway.ts';
import { type Accepted, Outbox } from './outbox.ts';
import { acceptPush } from './push.ts';
import {
  acceptSms,
  inboundSms,
  isSmsEvent,
  SMS_DETAIL_TYPE,
  STOP_WORDS,
  simulatedSms,
  smsEvent,
} from './sms.ts';

export interface SinkOptions {
  clock: CloudClock;
  idle: Idle;
  bus: EventBus;
  /** The installation's own bus, for what a gateway reports; undefined: the templates have none. */
  ownBus: string | undefined;
  /** Publishes to the topic that gets what people answer by SMS. */
  publishInbound: (message: string) => void;
}

/** What people also call a receipt. */
const OTHER_NAMES: Record<string, string> = {
  send: 'sent',
  delivery: 'delivered',
  bounce: 'bounced',
  complaint: 'complained',
  open: 'opened',
  click: 'clicked',
  reject: 'rejected',
};

/** Between acceptance and the first event, and between two events of a message. */
const REPORT_AFTER_MS = 20;

export class Sink {
  readonly outbox = new Outbox();
  #options: SinkOptions;
  #optedOut = new Set<string>();

  constructor(options: SinkOptions) {
    this.#options = options;
  }

  sendEmail(request: JsonObject): JsonObject {
    const { messageId, messages } = acceptEmail(request, this.#now());
    for (const message of messages) this.#accept(message, simulatedEvents(message.to));
    return { MessageId: messageId };
  }

  sendSms(request: JsonObject): JsonObject {
    const message = acceptSms(request, this.#now(), this.#optedOut);
    if (request.DryRun !== true) this.#accept(message, simulatedSms(message.to));
    return { MessageId: message.messageId };
  }

  sendPush(request: JsonObject): Json {
    const { answer, messages } = acceptPush(request, this.#now());
    for (const message of messages) this.#accept(message, []);
    return answer;
  }

  /** A gateway that gets a message again says again what it said. */
  post(headers: IncomingHttpHeaders, raw: string): JsonObject {
    const message = acceptPost(headers, raw, this.#now());
    const known = this.outbox.find(message.sendId ?? '');
    if (known === undefined) this.#accept(message, ['delivered']);
    return { id: (known ?? message).messageId };
  }

  /** Has the provider report an event about a message; the names are ours, the events the provider's. */
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
    } else if ((channel === 'email' && isEmailEvent(name)) || (channel === 'sms' && isSmsEvent(name))) {
      this.#emit(message, name, options);
    } else if (channel === 'sms' && (STOP_WORDS.has(event.toUpperCase()) || name === 'answered')) {
      this.#answer(message, textAt(options.text) ?? event);
    } else throw new WireError(400, 'UnknownEvent', `${channel} has no event ${event}`);
  }

  /** An opt-out word also puts the number on the service's own list: later sends to it are refused. */
  #answer(message: Accepted, text: string): void {
    if (STOP_WORDS.has(text.trim().toUpperCase())) this.#optedOut.add(message.to);
    this.#options.publishInbound(inboundSms(message, text));
  }

  #accept(message: Accepted, events: readonly string[]): void {
    this.outbox.add(message);
    for (const [index, event] of events.entries()) {
      const end = this.#options.idle.begin(`reports of ${message.channel}`);
      const report = () => {
        this.#emit(message, event, {});
        end();
      };
      // In real time: the report belongs to the moment that is being worked on, also when the clock stands.
      setTimeout(report, REPORT_AFTER_MS * (index + 1));
    }
  }

  #emit(message: Accepted, event: string, options: JsonObject): void {
    const { bus, ownBus } = this.#options;
    if (message.provider.gateway === true && ownBus !== undefined) {
      const detail = gatewayReceipt(event, message, this.#now(), options);
      bus.put({ bus: ownBus, source: GATEWAY_SOURCE, detailType: GATEWAY_DETAIL_TYPE, detail });
    } else if (message.channel === 'sms') {
      const detail = smsEvent(event, message, this.#now(), options);
      bus.put({ bus: 'default', source: 'aws.sms-voice', detailType: SMS_DETAIL_TYPE, detail });
    } else if (isEmailEvent(event)) {
      const detail = emailEvent(event, message, this.#now(), options);
      const [detailType] = EMAIL_EVENTS[event];
      bus.put({ bus: 'default', source: 'aws.ses', detailType, detail });
    }
  }

  #now(): number {
    return Math.floor(this.#options.clock.now());
  }
}
