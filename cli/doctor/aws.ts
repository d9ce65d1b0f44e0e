/**
 * What the AWS account tells, by reading calls alone: alarms, dead letters, quotas and what the providers allow.
 * Credentials and region are those of the AWS CLI.
 */
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeAccountAttributesCommand,
  DescribeSpendLimitsCommand,
  PinpointSMSVoiceV2Client,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { GetQueueAttributesCommand, paginateListQueues, SQSClient } from '@aws-sdk/client-sqs';
import { type Check, ok, problem } from './check.ts';

const PREFIX = 'Cairn';
/** A new account has 10; the mailbox alone is given more. */
const CONCURRENCY_MIN = 1000;
/** Of a quota in use, from which on a campaign may reach it. */
const NEARLY = 0.8;

export const awsChecks = (region: string): Check[] => [
  { name: 'alarms', run: () => alarms(new CloudWatchClient({ region })) },
  { name: 'dead letters', run: () => deadLetters(new SQSClient({ region })) },
  { name: 'concurrency', run: () => concurrency(new LambdaClient({ region })) },
  { name: 'e-mail', run: () => email(new SESv2Client({ region })) },
  { name: 'SMS', run: () => sms(new PinpointSMSVoiceV2Client({ region })) },
];

async function alarms(client: CloudWatchClient) {
  const { MetricAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: PREFIX, MaxRecords: 100 }),
  );
  if (MetricAlarms.length === 0)
    return problem(
      'There is no alarm whose name begins with Cairn.',
      'Is AWS_REGION that of the installation?',
    );
  const red = MetricAlarms.filter(({ StateValue }) => StateValue === 'ALARM');
  const silent = MetricAlarms.filter(({ ActionsEnabled }) => ActionsEnabled === false);
  if (red.length)
    return problem(
      red.map(({ AlarmName, AlarmDescription = '' }) => `${AlarmName}: ${AlarmDescription}`).join(' '),
      'Each alarm names its section of docs/operating/runbooks.md.',
    );
  return silent.length
    ? problem(`${silent.length} alarms tell nobody.`, 'aws cloudwatch enable-alarm-actions --alarm-names ...')
    : ok(`${MetricAlarms.length} alarms, none of them red.`);
}

async function deadLetters(client: SQSClient) {
  const urls: string[] = [];
  for await (const page of paginateListQueues({ client }, { QueueNamePrefix: PREFIX }))
    urls.push(...(page.QueueUrls ?? []).filter((url) => /DeadLetters|Undelivered/.test(url)));
  if (urls.length === 0)
    return problem('There is no queue of dead letters.', 'Is AWS_REGION that of the installation?');
  const held: string[] = [];
  for (const QueueUrl of urls) {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    const count = Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0);
    if (count > 0) held.push(`${QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1)} holds ${count}.`);
  }
  return held.length
    ? problem(
        held.join(' '),
        'docs/operating/runbooks.md#dead-letters: mend the cause, then redrive; never purge.',
      )
    : ok(`${urls.length} queues, none with dead letters.`);
}

async function concurrency(client: LambdaClient) {
  const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
  const limit = AccountLimit?.ConcurrentExecutions ?? 0;
  return limit >= CONCURRENCY_MIN
    ? ok(`The account runs ${limit} functions at once.`)
    : problem(
        `The account runs ${limit} functions at once; ${CONCURRENCY_MIN} are usual.`,
        'Ask for more in Service Quotas: Lambda, Concurrent executions.',
      );
}

async function email(client: SESv2Client) {
  const { ProductionAccessEnabled, SendingEnabled, EnforcementStatus, SendQuota } = await client.send(
    new GetAccountCommand({}),
  );
  if (!SendingEnabled)
    return problem('SES sends nothing: sending is off.', 'Look at the SES console: Account dashboard.');
  if (EnforcementStatus && EnforcementStatus !== 'HEALTHY')
    return problem(
      `SES says ${EnforcementStatus} of the account.`,
      'docs/operating/runbooks.md#bounces-and-complaints',
    );
  if (!ProductionAccessEnabled)
    return problem(
      'SES is in its sandbox: only verified addresses get mail.',
      'Request production access in the SES console.',
    );
  const { Max24HourSend = 0, SentLast24Hours = 0, MaxSendRate = 0 } = SendQuota ?? {};
  const used = `${SentLast24Hours} of ${Max24HourSend} mails in 24 hours, ${MaxSendRate} a second at most.`;
  return Max24HourSend > 0 && SentLast24Hours >= NEARLY * Max24HourSend
    ? problem(used, 'Ask for more in Service Quotas: SES, Sending quota.')
    : ok(used);
}

async function sms(client: PinpointSMSVoiceV2Client) {
  const { AccountAttributes = [] } = await client.send(new DescribeAccountAttributesCommand({}));
  const tier = AccountAttributes.find(({ Name }) => Name === 'ACCOUNT_TIER')?.Value;
  if (tier === 'SANDBOX')
    return problem(
      'SMS is in its sandbox: only verified numbers get messages.',
      'Request production access in the End User Messaging console.',
    );
  const { SpendLimits = [] } = await client.send(new DescribeSpendLimitsCommand({}));
  const text = SpendLimits.find(({ Name }) => Name === 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT');
  const limit = text?.EnforcedLimit;
  if (limit === undefined) return ok(`The account's tier is ${tier ?? 'unknown'}.`);
  return limit <= 1
    ? problem(
        `SMS end at ${limit} USD a month.`,
        'Raise the monthly spend limit in the End User Messaging console.',
      )
    : ok(`SMS may cost up to ${limit} USD a month.`);
}
