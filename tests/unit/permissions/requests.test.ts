// Every API that a function calls, as its SDK puts it on the wire, and the permissions it requires from IAM.
import {
  BatchGetItemCommand,
  DynamoDBClient,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { PinpointClient, SendMessagesCommand } from '@aws-sdk/client-pinpoint';
import { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Endpoints, endpointVariables } from '../../../local/functions/environment.ts';
import { callerOf, Relay } from '../../../local/relay.ts';
import { refusal } from '../../support/permissions/refusal.ts';
import { type Protocol, type Wanted, wantedBy } from '../../support/permissions/requests.ts';

const PLACE = { account: '000000000000', region: 'us-east-1' };
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const wanted: Wanted[] = [];
const callers: string[] = [];
const relay = new Relay(async (asked) => {
  const found = wantedBy(asked, PLACE);
  wanted.push(found);
  callers.push(callerOf(asked));
  return refusal(found.protocol, 'you & <me> may not');
});
let endpoints: Endpoints;
beforeAll(async () => {
  endpoints = await relay.open({
    dynamodb: 'http://127.0.0.1:1',
    queues: 'http://127.0.0.1:1',
    services: 'http://127.0.0.1:1',
  });
});
afterAll(() => relay.close());
beforeEach(() => {
  wanted.length = 0;
});

const settings = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  maxAttempts: 1,
  credentials: { accessKeyId: 'LOCALstep', secretAccessKey: 'local' },
});
const names = () => wanted.flatMap(({ calls }) => calls.map(({ action, resource }) => [action, resource]));
/** Every request is refused here: the result is the error that the SDK makes of it. */
const errorOf = async (sent: Promise<unknown>): Promise<Error> => {
  try {
    await sent;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('it was not refused');
};

test('DynamoDB requires the table, the named index, each table of a batch, each item of a transaction', async () => {
  const client = new DynamoDBClient(settings(endpoints.dynamodb));
  const key = { pk: { S: 'a' } };
  const sent = [
    new QueryCommand({ TableName: 'T', IndexName: 'I' }),
    new QueryCommand({ TableName: arn('dynamodb', 'table/U') }),
    new BatchGetItemCommand({ RequestItems: { A: { Keys: [key] }, B: { Keys: [key] } } }),
    new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName: 'A', Item: key } },
        { ConditionCheck: { TableName: 'B', Key: key, ConditionExpression: 'attribute_exists(pk)' } },
      ],
    }),
  ];
  for (const command of sent) {
    const error = await errorOf(client.send(command as QueryCommand));
    expect(error).toMatchObject({ name: 'AccessDeniedException', message: 'you & <me> may not' });
  }
  expect(names()).toEqual([
    ['dynamodb:Query', arn('dynamodb', 'table/T/index/I')],
    ['dynamodb:Query', arn('dynamodb', 'table/U')],
    ['dynamodb:BatchGetItem', arn('dynamodb', 'table/A')],
    ['dynamodb:BatchGetItem', arn('dynamodb', 'table/B')],
    ['dynamodb:PutItem', arn('dynamodb', 'table/A')],
    ['dynamodb:ConditionCheckItem', arn('dynamodb', 'table/B')],
  ]);
  expect(new Set(callers)).toEqual(new Set(['LOCALstep']));
});

test('SQS requires for a batch the action for one, on the queue of its URL', async () => {
  const client = new SQSClient(settings(endpoints.queues));
  const QueueUrl = `${endpoints.queues}/000000000000/mailbox.fifo`;
  const Entries = [{ Id: '1', MessageBody: 'x', MessageGroupId: 'g', MessageDeduplicationId: 'd' }];
  expect(await errorOf(client.send(new SendMessageBatchCommand({ QueueUrl, Entries })))).toMatchObject({
    name: 'AccessDeniedException',
  });
  expect(names()).toEqual([['sqs:SendMessage', arn('sqs', 'mailbox.fifo')]]);
});

test('SNS and S3 use XML, and their SDKs read the refusal in it', async () => {
  const sns = new SNSClient(settings(endpoints.queues));
  const publish = new PublishCommand({ TopicArn: arn('sns', 'finance'), Message: 'x' });
  expect(await errorOf(sns.send(publish))).toMatchObject({
    name: 'AuthorizationErrorException',
    message: 'you & <me> may not',
  });
  const s3 = new S3Client(settings(endpoints.queues));
  const object = { Bucket: 'programs', Key: 'journeys/a b.json' };
  expect(await errorOf(s3.send(new GetObjectCommand(object)))).toMatchObject({
    name: 'AccessDenied',
    message: 'you & <me> may not',
  });
  await errorOf(s3.send(new PutObjectCommand({ ...object, Body: '{}' })));
  await errorOf(s3.send(new ListObjectsV2Command({ Bucket: 'programs' })));
  expect(names()).toEqual([
    ['sns:Publish', arn('sns', 'finance')],
    ['s3:GetObject', 'arn:aws:s3:::programs/journeys/a b.json'],
    ['s3:PutObject', 'arn:aws:s3:::programs/journeys/a b.json'],
    ['s3:ListBucket', 'arn:aws:s3:::programs'],
  ]);
});

test('KMS requests carry the context that the data key is bound to', async () => {
  const client = new KMSClient(settings(endpoints.services));
  const CiphertextBlob = Buffer.from('x');
  const command = new DecryptCommand({
    KeyId: arn('kms', 'key/k'),
    CiphertextBlob,
    EncryptionContext: { purpose: 'data' },
  });
  expect(await errorOf(client.send(command))).toMatchObject({ name: 'AccessDeniedException' });
  expect(wanted[0]?.calls).toMatchObject([
    {
      action: 'kms:Decrypt',
      resource: arn('kms', 'key/k'),
      context: { 'kms:EncryptionContext:purpose': 'data', 'kms:EncryptionContextKeys': ['purpose'] },
    },
  ]);
});

test('EventBridge requires the bus of each event, by name or by ARN', async () => {
  const client = new EventBridgeClient(settings(endpoints.services));
  const event = { Source: 'cairn', DetailType: 'Budget Cut', Detail: '{}' };
  const Entries = [
    { ...event, EventBusName: 'shop' },
    { ...event, EventBusName: arn('events', 'event-bus/b') },
    event,
  ];
  await errorOf(client.send(new PutEventsCommand({ Entries })));
  expect(names()).toEqual(
    ['shop', 'b', 'default'].map((bus) => ['events:PutEvents', arn('events', `event-bus/${bus}`)]),
  );
});

test('providers require the identity, the named configuration set, the application', async () => {
  const email = new SESv2Client(settings(endpoints.services));
  const sms = new PinpointSMSVoiceV2Client(settings(endpoints.services));
  const push = new PinpointClient(settings(endpoints.services));
  const mail = { FromEmailAddress: 'Shop <hello@shop.example>', Content: {} };
  const errors = [
    await errorOf(email.send(new SendEmailCommand({ ...mail, ConfigurationSetName: 'set' }))),
    await errorOf(
      sms.send(
        new SendTextMessageCommand({
          DestinationPhoneNumber: '+4915112000001',
          OriginationIdentity: arn('sms-voice', 'sender-id/SHOP/DE'),
          ConfigurationSetName: 'set',
        }),
      ),
    ),
    await errorOf(
      push.send(
        new SendMessagesCommand({ ApplicationId: 'app', MessageRequest: { MessageConfiguration: {} } }),
      ),
    ),
  ];
  expect(errors.map(({ name }) => name)).toEqual(errors.map(() => 'AccessDeniedException'));
  expect(names()).toEqual([
    ['ses:SendEmail', arn('ses', 'identity/shop.example')],
    ['ses:SendEmail', arn('ses', 'configuration-set/set')],
    ['sms-voice:SendTextMessage', arn('sms-voice', 'sender-id/SHOP/DE')],
    ['sms-voice:SendTextMessage', arn('sms-voice', 'configuration-set/set')],
    ['mobiletargeting:SendMessages', arn('mobiletargeting', 'apps/app/messages')],
  ]);
});

test('an API unknown to the gateway yields no call, and is refused', () => {
  const asked = { method: 'POST', path: '/v2/email/templates', headers: {}, body: Buffer.from('{}') };
  expect(wantedBy(asked, PLACE).calls).toEqual([]);
});

test('each service has its emulator behind the gateway', () => {
  const urls = Object.values(endpointVariables(endpoints));
  expect(new Set(urls)).toEqual(new Set(Object.values(endpoints)));
});

test.each<[Protocol, number]>([
  ['json', 400],
  ['rest-json', 403],
  ['query', 403],
  ['s3', 403],
])('a refusal in %s has status %i', (protocol, status) => {
  expect(refusal(protocol, 'no').status).toBe(status);
});
