// Redelivery over ChangeMessageVisibilityBatch, ten receipts per call.
import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Redelivery } from '../../ports/queue.ts';

const RECEIPTS_A_CALL = 10;

export function sqsRedelivery(client: SQSClient, url: string): Redelivery {
  return {
    async retryIn(receipts, seconds) {
      for (let i = 0; i < receipts.length; i += RECEIPTS_A_CALL) {
        const Entries = receipts
          .slice(i, i + RECEIPTS_A_CALL)
          .map((ReceiptHandle, n) => ({ Id: String(n), ReceiptHandle, VisibilityTimeout: seconds }));
        await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }));
      }
    },
  };
}
