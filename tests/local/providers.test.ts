// What providers receive and report, through the whole local cloud: outbox, receipts, STOP, and announcements to
// finance.

import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { listAt, objectAt, parseJson, textAt } from '../../local/template/json.ts';
import { writeAssembly } from './fixture/assembly.ts';

let cloud: Cloud;
let assembly: Awaited<ReturnType<typeof writeAssembly>>;
let endpoints: (service: string) => {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};

beforeAll(async () => {
  assembly = await writeAssembly();
  cloud = await startCloud({ database: 'dynalite', cdkOut: assembly.folder, program: false });
  const env = objectAt((await local('../echo/x')).env);
  endpoints = (service) => ({
    endpoint: textAt(env[`AWS_ENDPOINT_URL_${service}`]) ?? '',
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterAll(async () => {
  await cloud?.stop();
  await assembly?.remove();
});

async function local(path: string, body?: object) {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return objectAt(parseJson(await (await fetch(`${cloud.url}/_local/${path}`, init)).text()));
}

const typesOf = async () =>
  listAt((await local('events')).events).map((event) => textAt(objectAt(event)['detail-type']));

test('an e-mail is in the outbox joined with its send record, and its receipt reaches the rule', async () => {
  const Item = {
    pk: { S: 's1' },
    journey: { S: 'welcome' },
    step: { S: 'mail' },
    profile: { S: 'p1' },
    template: { S: 'hello' },
    cost: { N: '1000' },
    currency: { S: 'EUR' },
  };
  await cloud.dynamodb.send(new PutItemCommand({ TableName: cloud.variables.get('SENDS_TABLE'), Item }));
  await new SESv2Client(endpoints('SESV2')).send(
    new SendEmailCommand({
      FromEmailAddress: 'hello@shop.example',
      Destination: { ToAddresses: ['ann@example.com'] },
      Content: { Simple: { Subject: { Data: 'Hi' }, Body: { Html: { Data: '<p>Hi</p>' } } } },
      EmailTags: [{ Name: 'sendId', Value: 's1' }],
    }),
  );
  await local('receipt', { sendId: 's1', event: 'bounced' });
  await local('idle');
  expect(await local('outbox?channel=email&address=ann@example.com')).toEqual({
    messages: [
      {
        sendId: 's1',
        channel: 'email',
        to: 'ann@example.com',
        profileId: 'p1',
        journey: 'welcome',
        step: 'mail',
        template: 'hello',
        subject: 'Hi',
        html: '<p>Hi</p>',
        headers: { From: 'hello@shop.example' },
        cost: { amount: '0.001', currency: 'EUR' },
        sentAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT10:\d\d/),
      },
    ],
  });
  expect(await local('outbox?channel=sms')).toEqual({ messages: [] });
  expect((await typesOf()).sort()).toEqual(['Email Bounced', 'Email Delivered', 'Email Sent']);
});

test('STOP by SMS reaches the function that listens to the inbound topic', async () => {
  const sms = new PinpointSMSVoiceV2Client(endpoints('PINPOINT_SMS_VOICE_V2'));
  await sms.send(
    new SendTextMessageCommand({
      DestinationPhoneNumber: '+4915112345678',
      MessageBody: 'Hello',
      Context: { sendId: 's2' },
    }),
  );
  await local('receipt', { sendId: 's2', event: 'STOP' });
  await local('idle');
  expect(await typesOf()).toContain('Text Message Delivery Status Updated');
  const heard = await heardByFunction();
  expect(heard).toMatchObject([{ originationNumber: '+4915112345678', messageBody: 'STOP' }]);
});

async function heardByFunction() {
  const { ScanCommand } = await import('@aws-sdk/client-dynamodb');
  const { Items = [] } = await cloud.dynamodb.send(
    new ScanCommand({ TableName: cloud.variables.get('LOG_TABLE') }),
  );
  return Items.filter((item) => item.what?.S === 'notification').map((item) =>
    parseJson(textAt(objectAt(parseJson(item.detail?.S ?? '')).Message) ?? ''),
  );
}

test('announcements to finance are kept, with their text parsed where it is JSON', async () => {
  const sns = new SNSClient(endpoints('SNS'));
  const TopicArn = cloud.variables.get('FINANCE_TOPIC_ARN');
  await sns.send(new PublishCommand({ TopicArn, Subject: 'Budget cut', Message: '{"from":"10.00 EUR"}' }));
  const { events } = await local('events?type=sns');
  expect(events).toMatchObject([{ TopicArn, Subject: 'Budget cut', detail: { from: '10.00 EUR' } }]);
});
