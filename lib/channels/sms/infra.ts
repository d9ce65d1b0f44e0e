/** SMS by End User Messaging: its identity, its delivery events, and the topic of replies. */
import { Aws, CfnOutput, Fn, type Stack, Token } from 'aws-cdk-lib';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { arnOf, type ChannelInfra, type ReceiptTargets } from '../../infra/constructs/channel-infra.ts';
import { allowServicesToSend } from '../../infra/constructs/installation.ts';
import { isGiven, setting } from '../../infra/settings.ts';

export const smsInfra: ChannelInfra = {
  // An AWS number sends one SMS a second until a higher rate is granted.
  maximumConcurrency: 2,
  keyServices: ['sms-voice'],
  reports: ['aws.sms-voice'],
  access(stack) {
    const phone = arnOf('sms-voice', setting(stack, 'smsOriginationIdentity'));
    const events = setting(stack, 'smsConfigurationSet');
    const given = isGiven(stack, 'smsConfigurationSet', events);
    const set = Fn.conditionIf(
      given.logicalId,
      arnOf('sms-voice', `configuration-set/${events}`),
      Aws.NO_VALUE,
    );
    return {
      settings: { SMS_ORIGINATION_IDENTITY: phone, SMS_CONFIGURATION_SET: events },
      action: 'sms-voice:SendTextMessage',
      // SES checks permission for the configuration set that a request names, as for the identity; without a set
      // there is nothing to check.
      resources: [phone, Token.asString(set)],
    };
  },
  addAnswers,
};

/** Two-way SMS publishes replies (STOP among them) to this topic once a number is configured for it. */
function addAnswers(stack: Stack, { receipts, key, undelivered }: ReceiptTargets): void {
  const topic = new Topic(stack, 'InboundSms', { masterKey: key, enforceSSL: true });
  allowServicesToSend(topic, ['sms-voice']);
  new CfnOutput(stack, 'InboundSmsTopicArn', { value: topic.topicArn });
  new CfnSubscription(stack, 'InboundSmsSubscription', {
    topicArn: topic.topicArn,
    protocol: 'lambda',
    endpoint: receipts.lambda.functionArn,
    redrivePolicy: { deadLetterTargetArn: undelivered.queueArn },
  });
  new CfnPermission(stack, 'InboundSmsPermission', {
    action: 'lambda:InvokeFunction',
    functionName: receipts.lambda.functionArn,
    principal: 'sns.amazonaws.com',
    sourceArn: topic.topicArn,
  });
}
