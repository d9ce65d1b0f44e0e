import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { eventBridgeBus } from '../../../lib/adapters/eventbridge/event-bus.ts';
import { financeTopic } from '../../../lib/adapters/sns/finance-topic.ts';
import { Unavailable } from '../../../lib/ports/queue.ts';

const event = { type: 'Budget Cut', detail: { budget: 'sms' }, at: 1_800_000_000_000 };

test('an event is published under our own source, which intake ignores', async () => {
  const client = mockClient(EventBridgeClient);
  client.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
  await eventBridgeBus(new EventBridgeClient({}), 'bus')(event);
  expect(client.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries).toEqual([
    {
      EventBusName: 'bus',
      Source: 'cairn',
      DetailType: 'Budget Cut',
      Detail: '{"budget":"sms"}',
      Time: new Date(event.at),
    },
  ]);
});

test('an entry that failed inside a 200 of the bus does not count as announced', async () => {
  const client = mockClient(EventBridgeClient);
  client.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] });
  await expect(eventBridgeBus(new EventBridgeClient({}), 'bus')(event)).rejects.toThrow(Unavailable);
});

test('a bus or topic that does not respond is unavailable', async () => {
  mockClient(EventBridgeClient).on(PutEventsCommand).rejects(new Error('timeout'));
  mockClient(SNSClient).on(PublishCommand).rejects(new Error('timeout'));
  await expect(eventBridgeBus(new EventBridgeClient({}), 'bus')(event)).rejects.toThrow(Unavailable);
  await expect(financeTopic(new SNSClient({}), 'arn')({ subject: 's', text: 't' })).rejects.toThrow(
    Unavailable,
  );
});

test('a subject is converted into one that SNS accepts', async () => {
  const client = mockClient(SNSClient);
  client.on(PublishCommand).resolves({});
  await financeTopic(
    new SNSClient({}),
    'arn',
  )({ subject: `Budget ${'é'.repeat(2)}\n${'x'.repeat(200)}`, text: 'what, why' });
  const input = client.commandCalls(PublishCommand)[0]?.args[0].input;
  expect(input?.Subject).toMatch(/^Budget \?x+$/);
  expect(input?.Subject).toHaveLength(100);
  expect(input).toMatchObject({ TopicArn: 'arn', Message: 'what, why' });
});
