/**
 * The parts of which an installation has one: which services of AWS may use its key and its topics, the queue of
 * undelivered events, and who is informed by e-mail.
 */
import { Aws, type CfnCondition, Duration, type Stack, Validations } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { CfnSubscription, type Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { isGiven, type ParameterName, parameterName, setting } from '../settings.ts';
import { alarmOnDepth } from './alarms.ts';
import { removal } from './removal.ts';

/**
 * Only on this account's behalf: a service acts for every account, and must not be tricked into acting for another
 * one.
 */
const FOR_THIS_ACCOUNT = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };

function principalsOf(services: readonly string[]): ServicePrincipal[] {
  return services.map((service) => new ServicePrincipal(`${service}.amazonaws.com`));
}

/** A key's policy applies to that key alone, which IAM writes as `*`. */
export function allowServices(key: Key, services: readonly string[]): void {
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: principalsOf(services),
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: FOR_THIS_ACCOUNT,
    }),
  );
}

export function allowServicesToSend(topic: Topic, services: readonly string[]): void {
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: principalsOf(services),
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: FOR_THIS_ACCOUNT,
    }),
  );
}

/**
 * Events that a rule, a topic or an asynchronous call gave up on. They are unchanged, including addresses (I9 applies
 * to what Cairn itself writes), so the queue uses the installation's own key and no function may read it.
 */
export function undeliveredQueue(
  stack: Stack,
  { key, removeData }: { key: Key; removeData: boolean },
  alarmAction: IAlarmAction,
): Queue {
  const queue = new Queue(stack, 'Undelivered', {
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: key,
    dataKeyReuse: Duration.hours(1),
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    removalPolicy: removal(removeData),
  });
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: principalsOf(['events', 'sns']),
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: FOR_THIS_ACCOUNT,
    }),
  );
  alarmOnDepth(queue, queue, alarmAction, 'undelivered-events');
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason:
      'It is itself a dead-letter queue: of rules, of a topic and of asynchronous calls, none of which the check looks at. What lies here has nowhere further to go.',
  });
  return queue;
}

/** Subscribes the address of a setting, if one was given. */
export function subscribeEmail(stack: Stack, name: ParameterName, topic: Topic): void {
  const endpoint = setting(stack, name);
  const condition: CfnCondition = isGiven(stack, name, endpoint);
  const subscription = new CfnSubscription(stack, `${parameterName(name)}Subscription`, {
    topicArn: topic.topicArn,
    protocol: 'email',
    endpoint,
  });
  subscription.cfnOptions.condition = condition;
}
