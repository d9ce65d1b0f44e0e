// Receipts (lib/application/receipts): reports of providers and replies by SMS.
import { inboundSms } from '../../schemas/generated/inbound-sms.js';
import { providerEvent } from '../../schemas/generated/provider-event.js';
import { mistakeOf, parser } from '../../schemas/parser.ts';
import { type ReplyPorts, takeReply } from '../application/intake/take-reply.ts';
import { type ReceiptPorts, recordProviderEvent } from '../application/receipts/record-receipts.ts';
import { smsAnswer } from '../channels/sms/receipts.ts';
import type { DoorSettingsStore } from '../ports/door-settings.ts';
import type { Log } from '../ports/log.ts';
import type { SendLog } from '../ports/send-log.ts';

export interface ReceiptParts extends Omit<ReceiptPorts, 'log' | 'onRecorded'>, ReplyPorts {
  doorSettings: DoorSettingsStore;
  sendLog: SendLog;
  log: Log;
}

export interface ReceiptRecorder {
  /** An event of the bus. One that cannot be read is logged and dropped: a retry would find it unchanged. */
  takeEvent(event: Record<string, unknown>): Promise<void>;
  /** A reply by SMS, as the text of its notification, and when it was received. */
  takeSms(text: string, at?: number): Promise<void>;
}

const readSms = parser(inboundSms);

export function recordReceipts(parts: ReceiptParts): ReceiptRecorder {
  const { log, sendLog } = parts;
  const ports: ReceiptPorts = {
    ...parts,
    log: sendLog,
    onRecorded: (recorded) => log.info('receipt', recorded),
  };
  return {
    async takeEvent(event) {
      if (!providerEvent(event)) {
        const [eventId, type] = [String(event['id']), String(event['detail-type'])];
        log.warn('a provider event that cannot be read', { eventId, type, reason: mistakeOf(providerEvent) });
        return;
      }
      const { id, source } = event;
      if ((await recordProviderEvent(ports, event)) === 'ignored')
        log.debug('a provider event about no send of ours', { eventId: id, source });
    },
    async takeSms(text, at) {
      const { replyWords } = await parts.doorSettings.current();
      const answer = smsAnswer(readSms(JSON.parse(text)), replyWords);
      const taken = await takeReply(parts, { ...answer, ...(at === undefined ? {} : { at }) });
      log.info('reply', { channel: answer.channel, what: taken });
    },
  };
}
