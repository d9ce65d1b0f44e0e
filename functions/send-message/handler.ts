// The sender of one channel (CHANNEL says which): a batch of its queue, each message to at most one provider call
// (lib/application/send/send-message.ts).
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { sqs } from '../../lib/adapters/aws.ts';
import { env } from '../../lib/adapters/env.ts';
import { logger } from '../../lib/adapters/logger.ts';
import { sqsRedelivery } from '../../lib/adapters/sqs/redelivery.ts';
import { type SendBatchPorts, sendBatch } from '../../lib/application/send/send-batch.ts';
import { SendMessage } from '../../lib/application/send/send-message.ts';
import { sendChannel, sendsVariable } from '../../schemas/names.ts';
import { senderPorts } from './ports.ts';

let wired: SendBatchPorts | undefined;

function wire(): SendBatchPorts {
  const channel = sendChannel(env('CHANNEL'));
  const queueUrl = env(sendsVariable(channel));
  const functionTimeoutMs = Number(env('FUNCTION_TIMEOUT_SECONDS')) * 1000;
  const linkBaseUrl = env('LINK_BASE_URL').replace(/\/+$/, '');
  const ports = senderPorts(channel, queueUrl, functionTimeoutMs);
  return {
    sender: new SendMessage(
      { ...ports, onSettled: (settled) => logger.info('send', settled) },
      { linkBaseUrl, functionTimeoutMs },
    ),
    redelivery: sqsRedelivery(sqs(), queueUrl),
    functionTimeoutMs,
    onFailure: (about, error) => logger.error('a send stays in its queue', { ...about, error }),
  };
}

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  wired ??= wire();
  const records = event.Records.map(({ messageId, receiptHandle, body, attributes }) => {
    const receiveCount = Number(attributes.ApproximateReceiveCount);
    return { messageId, receiptHandle, body, receiveCount };
  });
  const failed = await sendBatch(wired, records);
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
