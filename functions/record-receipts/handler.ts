// Providers' reports: SES and SMS events of the default bus, SMS replies over SNS
// (lib/application/receipts/record-receipts.ts). Lambda retries a failed event twice and then moves it to the queue of
// undelivered events.
import type { SNSEvent } from 'aws-lambda';
import { logger } from '../../lib/adapters/logger.ts';
import * as parts from '../../lib/adapters/parts.ts';
import { type ReceiptRecorder, recordReceipts } from '../../lib/wiring/receipts.ts';

let recorder: ReceiptRecorder | undefined;

const wire = (): ReceiptRecorder =>
  recordReceipts({
    profiles: parts.profiles(),
    blocks: parts.blocks(),
    addresses: parts.addresses(),
    sendLog: parts.sendLog(),
    vault: parts.vaultOfNumbers(),
    quarantine: parts.quarantine(),
    doorSettings: parts.doorSettings(),
    mailbox: parts.mailbox(),
    facts: parts.facts(),
    log: logger,
    clock: parts.clock,
  });

export async function handler(event: SNSEvent | Record<string, unknown>): Promise<void> {
  recorder ??= wire();
  if (!('Records' in event)) return recorder.takeEvent(event);
  for (const { Sns } of (event as SNSEvent).Records) {
    const at = Date.parse(Sns.Timestamp);
    await recorder.takeSms(Sns.Message, Number.isNaN(at) ? undefined : at);
  }
}
