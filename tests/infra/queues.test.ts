/**
 * Queues of the installation: nothing given up unseen, nothing redelivered while it is still being processed, order
 * kept.
 */
import { describe, expect, it } from 'vitest';
import { sendsQueueId } from '../../lib/infra/channels.ts';
import { sendChannels } from '../../schemas/names.ts';
import { Installation, type Json, list, type Resource } from './installation.ts';

const installation = new Installation();
const queues = installation.of('AWS::SQS::Queue');
const sends = sendChannels.map(sendsQueueId);
const nameOf = ({ stack, id }: Resource) => `${stack}/${id}`;
const deadLetterTargets = new Map(
  queues.flatMap((queue) => {
    const redrive = queue.properties['RedrivePolicy'] as Json | undefined;
    return redrive
      ? [[nameOf(queue), installation.nameOf(redrive['deadLetterTargetArn'], queue.stack)] as const]
      : [];
  }),
);
const deadLetters = new Set([...deadLetterTargets.values(), 'CairnProfiles/Undelivered', ...undelivered()]);
const working = queues.filter((queue) => !deadLetters.has(nameOf(queue)));
const mappings = installation.of('AWS::Lambda::EventSourceMapping');

/** The queue for events that rules, topics and asynchronous calls give up on. */
function undelivered(): string[] {
  return installation
    .of('AWS::Events::Rule')
    .flatMap((rule) =>
      (rule.properties['Targets'] as Json[]).map((target) =>
        installation.nameOf((target['DeadLetterConfig'] as Json)['Arn'], rule.stack),
      ),
    );
}

function alarmsOn(queue: Resource, metric: string): Resource[] {
  return installation
    .of('AWS::CloudWatch::Alarm')
    .filter(
      (alarm) =>
        alarm.properties['MetricName'] === metric &&
        (alarm.properties['Dimensions'] as Json[]).some(
          ({ Name, Value }) =>
            Name === 'QueueName' && installation.nameOf(Value, alarm.stack) === nameOf(queue),
        ),
    );
}

function mappingOf(queue: Resource): Resource | undefined {
  return mappings.find(
    (mapping) => installation.nameOf(mapping.properties['EventSourceArn'], mapping.stack) === nameOf(queue),
  );
}

function timeoutOfConsumer(queue: Resource): number {
  const mapping = mappingOf(queue);
  const consumer =
    mapping && installation.find(installation.nameOf(mapping.properties['FunctionName'], mapping.stack));
  if (!consumer) throw new Error(`nobody consumes ${queue.id}`);
  return consumer.properties['Timeout'] as number;
}

const byPath = (path: string) =>
  queues.find((queue) => queue.path.startsWith(`CairnProfiles/${path}/Queue/`));

describe('queues', () => {
  it('are the mailbox, timers, facts and one sends queue per channel', () => {
    const names = working.map(({ path }) => path.split('/')[1]);
    expect(names.sort()).toEqual(['Facts', 'Mailbox', ...sends, 'Timers'].sort());
  });

  it.each(working)('$path has a dead-letter queue of its own type that no other queue uses', (queue) => {
    const target = installation.find(deadLetterTargets.get(nameOf(queue)) ?? '');
    expect(target?.type).toBe('AWS::SQS::Queue');
    expect(target?.properties['FifoQueue']).toBe(queue.properties['FifoQueue']);
    expect([...deadLetterTargets.values()].filter((name) => target && name === nameOf(target))).toHaveLength(
      1,
    );
  });

  it.each(queues.filter((queue) => deadLetters.has(nameOf(queue))))(
    '$path alarms at its first message and notifies a person',
    (queue) => {
      const [alarm, ...more] = alarmsOn(queue, 'ApproximateNumberOfMessagesVisible');
      expect(more).toEqual([]);
      expect(alarm?.properties).toMatchObject({
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        TreatMissingData: 'notBreaching',
      });
      const [action] = list(alarm?.properties['AlarmActions']);
      expect(installation.find(installation.nameOf(action, alarm?.stack ?? ''))?.type).toBe(
        'AWS::SNS::Topic',
      );
    },
  );

  it.each(working)("$path hides a message for six times its consumer's timeout", (queue) => {
    expect(queue.properties['VisibilityTimeout']).toBeGreaterThanOrEqual(6 * timeoutOfConsumer(queue));
  });

  it.each(queues)('$path keeps messages 14 days, encrypted, over TLS only', (queue) => {
    expect(queue.properties['MessageRetentionPeriod']).toBe(14 * 86_400);
    const encrypted =
      queue.properties['SqsManagedSseEnabled'] === true || queue.properties['KmsMasterKeyId'] !== undefined;
    expect(encrypted).toBe(true);
    const denials = installation
      .of('AWS::SQS::QueuePolicy')
      .filter(({ properties, stack }) =>
        (properties['Queues'] as unknown[]).some((q) => installation.nameOf(q, stack) === nameOf(queue)),
      )
      .flatMap(({ properties }) => (properties['PolicyDocument'] as { Statement: Json[] }).Statement)
      .filter((statement) => statement['Effect'] === 'Deny');
    expect(denials[0]?.['Condition']).toEqual({ Bool: { 'aws:SecureTransport': 'false' } });
  });

  it.each(working)('$path returns only the failed messages of a batch', (queue) => {
    expect(mappingOf(queue)?.properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
  });
});

describe('the mailbox', () => {
  it('is FIFO at high throughput, one group per profile, ids from the sender', () => {
    expect(byPath('Mailbox')?.properties).toMatchObject({
      FifoQueue: true,
      ContentBasedDeduplication: false,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    });
  });

  it.each(['Mailbox', ...sends])('%s outlives an outage: a thousand receives', (name) => {
    expect(byPath(name)?.properties['RedrivePolicy']).toMatchObject({ maxReceiveCount: 1000 });
  });

  it('takes at most ten messages a batch, without a window, because FIFO allows no more', () => {
    const mapping = mappingOf(byPath('Mailbox') as Resource);
    expect(mapping?.properties['BatchSize']).toBe(10);
    expect(mapping?.properties['MaximumBatchingWindowInSeconds']).toBeUndefined();
  });

  it('alarms when its oldest message has waited five minutes', () => {
    const [alarm] = alarmsOn(byPath('Mailbox') as Resource, 'ApproximateAgeOfOldestMessage');
    expect(alarm?.properties['Threshold']).toBe(300);
  });
});

describe('the other queues', () => {
  it('fold facts by the hundred, at most a second old', () => {
    const mapping = mappingOf(byPath('Facts') as Resource);
    expect(mapping?.properties).toMatchObject({ BatchSize: 100, MaximumBatchingWindowInSeconds: 1 });
  });

  it.each(sends)('%s has a concurrency limit of its own', (name) => {
    expect(mappingOf(byPath(name) as Resource)?.properties['ScalingConfig']).toEqual({
      MaximumConcurrency: expect.toSatisfy((limit: number) => limit >= 2),
    });
  });
});

describe('a flood of wakes', () => {
  const reservedOf = (of: Installation) =>
    of
      .functions()
      .flatMap(({ name, resource }) => {
        const runs = resource.properties['ReservedConcurrentExecutions'];
        return runs === undefined ? [] : [[name, runs]];
      })
      .sort();

  it('never takes the concurrent runs of events and unsubscribes', () => {
    expect(reservedOf(installation)).toEqual([
      ['IngestEvents', 100],
      ['ServeRecipients', 50],
    ]);
  });

  it('is not kept from them in an account whose quota is too small to reserve any', () => {
    expect(reservedOf(new Installation({ reserveConcurrency: 'no' }))).toEqual([]);
  });
});
