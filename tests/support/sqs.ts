/** What an operator does to queues with the AWS CLI, on the emulators: look, take, put back, delete. */
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

const credentials = { accessKeyId: 'operator', secretAccessKey: 'secret' };

export class OperatorSqs {
  readonly #client: SQSClient;

  constructor(endpoint: string) {
    this.#client = new SQSClient({ endpoint, region: 'us-east-1', credentials });
  }

  /** By the beginning of its logical name, such as FactsDeadLetters. */
  async url(name: string): Promise<string> {
    const { QueueUrls = [] } = await this.#client.send(new ListQueuesCommand({}));
    const found = QueueUrls.map((url) => url.split('/').at(-1) ?? '').find((each) => each.includes(name));
    if (!found) throw new Error(`no queue ${name} among ${QueueUrls.join()}`);
    const { QueueUrl = '' } = await this.#client.send(new GetQueueUrlCommand({ QueueName: found }));
    return QueueUrl;
  }

  async receive(QueueUrl: string, VisibilityTimeout = 30): Promise<Message[]> {
    const asked = {
      QueueUrl,
      VisibilityTimeout,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All' as const],
    };
    return (await this.#client.send(new ReceiveMessageCommand(asked))).Messages ?? [];
  }

  async send(QueueUrl: string, MessageBody: string, group?: { id: string; deduplication: string }) {
    const fifo = group && { MessageGroupId: group.id, MessageDeduplicationId: group.deduplication };
    await this.#client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...fifo }));
  }

  async delete(QueueUrl: string, { ReceiptHandle }: Message): Promise<void> {
    await this.#client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }

  /**
   * "Dead letters" of the runbooks, for emulators without start-message-move-task: receive, send, delete. Returns how
   * many.
   */
  async redrive(from: string, to: string): Promise<number> {
    for (let moved = 0; ; ) {
      const letters = await this.receive(from);
      if (letters.length === 0) return moved;
      for (const letter of letters) {
        const id = letter.Attributes?.MessageGroupId;
        const group = id ? { id, deduplication: `redrive-${letter.MessageId}` } : undefined;
        await this.send(to, letter.Body ?? '', group);
        await this.delete(from, letter);
        moved += 1;
      }
    }
  }

  close(): void {
    this.#client.destroy();
  }
}
