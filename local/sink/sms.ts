// Emulates End User Messaging SMS (SendTextMessage), its delivery events, and replies.

import { randomUUID } from 'node:crypto';
import { type JsonObject, numberAt, objectAt, textAt } from '../template/json.ts';
import { WireError } from '../wire.ts';
import type { Emulator } from './emulator.ts';
import { type Accepted, idsOf } from './outbox.ts';

/** Our receipt names -> the service's status and event type. */
const STATUS: Record<string, [messageStatus: string, eventType: string, isFinal: boolean]> = {
  sent: ['SENT', 'TEXT_SENT', false],
  delivered: ['DELIVERED', 'TEXT_DELIVERED', true],
  bounced: ['INVALID', 'TEXT_INVALID', true],
  failed: ['UNREACHABLE', 'TEXT_UNREACHABLE', true],
  blocked: ['CARRIER_BLOCKED', 'TEXT_CARRIER_BLOCKED', true],
  spam: ['SPAM', 'TEXT_SPAM', true],
  expired: ['TTL_EXPIRED', 'TEXT_TTL_EXPIRED', true],
  unknown: ['UNKNOWN', 'TEXT_UNKNOWN', true],
};

const DETAIL_TYPE = 'Text Message Delivery Status Updated';

/** Opt-out words that the service itself recognizes. */
const STOP_WORDS = new Set('ARRET CANCEL END OPT-OUT OPTOUT QUIT REMOVE STOP TD UNSUBSCRIBE'.split(' '));
const SIMULATED_FAILURE = '+14254147167';

// The characters of GSM 03.38; any other makes the whole message UCS-2.
const GSM = /^[\n\r !"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΔΦΓΛΩΠΨΣΘΞ^{}\\[~\]|€]*$/;

export function partsOf(text: string): number {
  const [single, several] = GSM.test(text) ? [160, 153] : [70, 67];
  return text.length <= single ? 1 : Math.ceil(text.length / several);
}

export function smsEmulator(): Emulator {
  const optedOut = new Set<string>();
  return {
    take({ target, body }, now) {
      if (target !== 'PinpointSMSVoiceV2.SendTextMessage') return undefined;
      const message = acceptSms(body, now, optedOut);
      const taken = [{ message, events: simulatedSms(message.to) }];
      return { answer: { MessageId: message.messageId }, messages: body.DryRun === true ? [] : taken };
    },
    report(event, message, now, options) {
      if (!(event in STATUS)) return undefined;
      const detail = smsEvent(event, message, now, options);
      return { source: 'aws.sms-voice', detailType: DETAIL_TYPE, detail };
    },
    /** An opt-out word also puts the number on the service's own list: later sends to it are refused. */
    answer(event, message, options) {
      if (!STOP_WORDS.has(event.toUpperCase()) && event.toLowerCase() !== 'answered') return undefined;
      const text = textAt(options.text) ?? event;
      if (STOP_WORDS.has(text.trim().toUpperCase())) optedOut.add(message.to);
      return inboundSms(message, text);
    },
  };
}

function acceptSms(request: JsonObject, now: number, optedOut: ReadonlySet<string>): Accepted {
  const to = textAt(request.DestinationPhoneNumber) ?? '';
  const text = textAt(request.MessageBody);
  if (!/^\+[1-9][0-9]{6,14}$/.test(to)) throw validation('INVALID_PARAMETER', 'DestinationPhoneNumber');
  if (optedOut.has(to)) {
    throw new WireError(400, 'ConflictException', 'Destination phone number opted out', {
      Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT',
      ResourceType: 'opt-out-list',
    });
  }
  const parts = partsOf(text ?? '');
  // The real cost is not known here: reports the maximum price, or none, so that the price list applies.
  const maxPrice = numberAt(request.MaxPrice);
  const price = maxPrice === undefined ? undefined : Math.round(maxPrice * parts * 1e5) / 1e5;
  const context = Object.entries(objectAt(request.Context)).map(([name, value]): [string, string] => [
    name,
    textAt(value) ?? '',
  ]);
  return {
    messageId: randomUUID(),
    ...idsOf(context),
    channel: 'sms',
    to,
    subject: undefined,
    text,
    html: undefined,
    headers: {},
    sentAt: new Date(now).toISOString(),
    provider: {
      parts,
      price,
      context: Object.fromEntries(context),
      origination: textAt(request.OriginationIdentity),
    },
  };
}

function validation(reason: string, field: string): WireError {
  return new WireError(400, 'ValidationException', `Invalid ${field}`, {
    Reason: reason,
    Fields: [{ Name: field, Message: 'invalid' }],
  });
}

const simulatedSms = (to: string) => (to === SIMULATED_FAILURE ? ['failed'] : ['sent', 'delivered']);

function smsEvent(event: string, message: Accepted, now: number, options: JsonObject): JsonObject {
  const [messageStatus = 'UNKNOWN', eventType = 'TEXT_UNKNOWN', isFinal = true] = STATUS[event] ?? [];
  const { parts, price, context, origination } = message.provider;
  return {
    eventType,
    eventVersion: '1.0',
    eventTimestamp: Math.floor(now),
    isFinal,
    originationPhoneNumber: origination,
    destinationPhoneNumber: message.to,
    isoCountryCode: textAt(options.country) ?? 'DE',
    messageId: message.messageId,
    messageRequestTimestamp: Date.parse(message.sentAt),
    messageEncoding: 'GSM',
    messageType: 'PROMOTIONAL',
    messageStatus,
    messageStatusDescription: `Message is ${messageStatus.toLowerCase()}`,
    context,
    totalMessageParts: parts,
    totalMessagePrice: numberAt(options.price) ?? price,
    totalCarrierFee: 0,
  };
}

/** What the service publishes to the inbound topic when somebody replies. */
function inboundSms(message: Accepted, body: string): string {
  return JSON.stringify({
    originationNumber: message.to,
    destinationNumber: textAt(message.provider.origination) ?? '',
    messageKeyword: 'KEYWORD_LOCAL',
    messageBody: body,
    inboundMessageId: randomUUID(),
    previousPublishedMessageId: message.messageId,
  });
}
