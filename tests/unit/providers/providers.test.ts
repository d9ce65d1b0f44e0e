// What each response and error of a provider proves (I3): a wrong class here sends twice, or never.
import { BadRequestException, PinpointClient, SendMessagesCommand } from '@aws-sdk/client-pinpoint';
import {
  ConflictException,
  PinpointSMSVoiceV2Client,
  SendTextMessageCommand,
  ServiceQuotaExceededException,
  ThrottlingException,
  ValidationException,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import {
  MessageRejected,
  SESv2Client,
  SendEmailCommand,
  SendingPausedException,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { push, ses, sms } from '../../../lib/adapters/aws.ts';
import { sesProvider } from '../../../lib/channels/email/ses-provider.ts';
import { pinpointProvider } from '../../../lib/channels/push/pinpoint-provider.ts';
import { smsVoiceProvider } from '../../../lib/channels/sms/sms-voice-provider.ts';
import type { SendAbout } from '../../../lib/ports/provider.ts';

const sesMock = mockClient(SESv2Client);
const smsMock = mockClient(PinpointSMSVoiceV2Client);
const pushMock = mockClient(PinpointClient);
beforeEach(() => {
  for (const mock of [sesMock, smsMock, pushMock]) mock.reset();
});
/** AWS's services do not receive any of it. */
const ABOUT: SendAbout = {
  sendId: 'id',
  channel: 'email',
  journey: 'welcome',
  step: 'mail',
  template: 'welcome-mail',
  purpose: 'marketing',
  cost: { micros: 1_000, currency: 'EUR' },
};
const $metadata = { httpStatusCode: 400 };
const http = (status: number, name = 'Oops') =>
  Object.assign(new Error('a@b.example'), { name, $metadata: { httpStatusCode: status } });
const socket = (code: string, syscall?: string) => Object.assign(new Error(code), { code, syscall });
const connectTimeout = Object.assign(
  new Error('the request socket did not establish a connection with the server'),
  { name: 'TimeoutError' },
);
const requestTimeout = Object.assign(
  new Error('a request has exceeded the configured 10000 ms requestTimeout'),
  { name: 'TimeoutError', code: 'ETIMEDOUT' },
);

/** The same for all providers: what the connection or an unnamed status proves. */
const COMMON: [string, Error, string][] = [
  ['refused connection', socket('ECONNREFUSED', 'connect'), 'again'],
  ['no such host', socket('ENOTFOUND', 'getaddrinfo'), 'again'],
  ['no connection in time', connectTimeout, 'again'],
  ['no credentials', Object.assign(new Error('x'), { name: 'CredentialsProviderError' }), 'again'],
  ['connection lost after sending', socket('ECONNRESET', 'read'), 'unknown'],
  ['no answer in time', requestTimeout, 'unknown'],
  ['500', http(500), 'unknown'],
  ['503', http(503), 'unknown'],
  ['no status at all', new Error('x'), 'unknown'],
  ['429', http(429), 'again'],
  ['403', http(403), 'again'],
  ['throttled with 400', http(400, 'ThrottlingException'), 'again'],
  ['credentials out of date', http(400, 'ExpiredTokenException'), 'again'],
  ['413', http(413), 'rejected'],
];

describe('SES', () => {
  const provider = sesProvider(new SESv2Client({}), {
    from: 'Shop <shop@example.com>',
    configurationSet: 'set',
  });
  const message = {
    to: 'a@b.example',
    subject: 's',
    html: '<p>h</p>',
    headers: { 'List-Unsubscribe': '<https://x>' },
    tags: { sendId: 'id' },
  };

  it('sends one message to one person, tagged, with our headers', async () => {
    sesMock.on(SendEmailCommand).resolves({ MessageId: 'm-1' });
    expect(await provider.send(message, ABOUT)).toEqual({ kind: 'accepted', providerId: 'm-1' });
    expect(sesMock.commandCalls(SendEmailCommand)[0]?.args[0].input).toMatchObject({
      FromEmailAddress: 'Shop <shop@example.com>',
      Destination: { ToAddresses: ['a@b.example'] },
      Content: { Simple: { Headers: [{ Name: 'List-Unsubscribe', Value: '<https://x>' }] } },
      EmailTags: [{ Name: 'sendId', Value: 'id' }],
      ConfigurationSetName: 'set',
    });
  });
  it.each([
    ...COMMON,
    ['TooManyRequests', new TooManyRequestsException({ message: 'x', $metadata }), 'again'],
    ['SendingPaused', new SendingPausedException({ message: 'x', $metadata }), 'again'],
    [
      'MessageRejected',
      new MessageRejected({ message: 'a@b.example is not verified', $metadata }),
      'rejected',
    ],
  ] as [string, Error, string][])('%s', async (_, error, kind) => {
    sesMock.on(SendEmailCommand).rejects(error);
    const answer = await provider.send(message, ABOUT);
    expect(answer.kind).toBe(kind);
    expect(JSON.stringify(answer)).not.toContain('a@b.example');
  });
  it.each(['a@b.example, c@d.example', 'a@b.example\r\nBcc: c@d.example', 'A <a@b.example>', ''])(
    'refuses anything but one address: %j',
    async (to) => {
      expect(await provider.send({ ...message, to }, ABOUT)).toMatchObject({
        kind: 'rejected',
        fault: 'address',
      });
      expect(sesMock.calls()).toHaveLength(0);
    },
  );
});

describe('SMS', () => {
  const provider = smsVoiceProvider(new PinpointSMSVoiceV2Client({}), {
    originationIdentity: 'pool-1',
    configurationSet: 'set',
  });
  const message = { to: '+4915112345678', text: 't', promotional: true, context: { sendId: 'id' } };

  it('sends with its context and its maximum price', async () => {
    smsMock.on(SendTextMessageCommand).resolves({ MessageId: 'm-1' });
    expect(await provider.send({ ...message, maxPrice: { micros: 77_779, currency: 'USD' } }, ABOUT)).toEqual(
      {
        kind: 'accepted',
        providerId: 'm-1',
      },
    );
    expect(smsMock.commandCalls(SendTextMessageCommand)[0]?.args[0].input).toEqual({
      DestinationPhoneNumber: '+4915112345678',
      OriginationIdentity: 'pool-1',
      MessageBody: 't',
      MessageType: 'PROMOTIONAL',
      ConfigurationSetName: 'set',
      MaxPrice: '0.07777',
      Context: { sendId: 'id' },
    });
  });
  it.each([
    ...COMMON,
    ['throttled', new ThrottlingException({ message: 'x', $metadata }), 'again', undefined],
    [
      'opted out',
      new ConflictException({ message: 'x', $metadata, Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT' }),
      'rejected',
      'opted-out',
    ],
    [
      'country blocked',
      new ConflictException({
        message: 'x',
        $metadata,
        Reason: 'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION',
      }),
      'rejected',
      undefined,
    ],
    [
      'number not active yet',
      new ConflictException({ message: 'x', $metadata, Reason: 'RESOURCE_NOT_ACTIVE' }),
      'again',
      undefined,
    ],
    [
      'spend limit',
      new ServiceQuotaExceededException({
        message: 'x',
        $metadata,
        Reason: 'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT',
      }),
      'rejected',
      undefined,
    ],
    [
      'price over threshold',
      new ValidationException({ message: 'x', $metadata, Reason: 'PRICE_OVER_THRESHOLD' }),
      'rejected',
      undefined,
    ],
    [
      'no number',
      new ValidationException({
        message: 'x',
        $metadata,
        Reason: 'INVALID_PARAMETER',
        Fields: [{ Name: 'DestinationPhoneNumber', Message: 'x' }],
      }),
      'rejected',
      'address',
    ],
  ] as [string, Error, string, string?][])('%s', async (_, error, kind, fault) => {
    smsMock.on(SendTextMessageCommand).rejects(error);
    const answer = await provider.send(message, ABOUT);
    expect(answer.kind).toBe(kind);
    expect('fault' in answer ? answer.fault : undefined).toBe(fault);
  });
});

describe('push', () => {
  const provider = pinpointProvider(new PinpointClient({}), { applicationId: 'app' });
  const message = {
    to: 'token',
    platform: 'android' as const,
    title: 'T',
    text: 't',
    data: { sendId: 'id' },
  };
  const result = (DeliveryStatus: string, rest = {}) => ({
    MessageResponse: {
      ApplicationId: 'app',
      Result: { token: { DeliveryStatus: DeliveryStatus as 'SUCCESSFUL', StatusCode: 200, ...rest } },
    },
  });

  it('sends to a token over its own service, and passes on a new token', async () => {
    pushMock
      .on(SendMessagesCommand)
      .resolves(result('SUCCESSFUL', { MessageId: 'm-1', UpdatedToken: 'new' }));
    expect(await provider.send(message, ABOUT)).toEqual({
      kind: 'accepted',
      providerId: 'm-1',
      updatedAddress: 'new',
    });
    await provider.send({ ...message, platform: 'ios', url: 'https://x' }, ABOUT);
    const [android, ios] = pushMock
      .commandCalls(SendMessagesCommand)
      .map((call) => call.args[0].input.MessageRequest);
    expect(android).toEqual({
      Addresses: { token: { ChannelType: 'GCM' } },
      MessageConfiguration: {
        GCMMessage: { Action: 'OPEN_APP', Title: 'T', Body: 't', Url: undefined, Data: { sendId: 'id' } },
      },
    });
    expect(ios).toMatchObject({
      Addresses: { token: { ChannelType: 'APNS' } },
      MessageConfiguration: { APNSMessage: { Action: 'URL', Url: 'https://x' } },
    });
  });
  it.each([
    ['THROTTLED', {}, 'again', undefined],
    ['TEMPORARY_FAILURE', {}, 'again', undefined],
    ['UNKNOWN_FAILURE', {}, 'unknown', undefined],
    ['OPT_OUT', {}, 'rejected', 'opted-out'],
    ['DUPLICATE', {}, 'rejected', undefined],
    ['PERMANENT_FAILURE', { StatusCode: 410 }, 'rejected', 'address'],
    ['PERMANENT_FAILURE', { StatusCode: 400, StatusMessage: 'BadDeviceToken' }, 'rejected', 'address'],
    [
      'PERMANENT_FAILURE',
      { StatusCode: 400, StatusMessage: 'No GCM channel is configured' },
      'rejected',
      undefined,
    ],
  ])('%s %j', async (status, rest, kind, fault) => {
    pushMock.on(SendMessagesCommand).resolves(result(status, rest));
    const answer = await provider.send(message, ABOUT);
    expect(answer.kind).toBe(kind);
    expect('fault' in answer ? answer.fault : undefined).toBe(fault);
  });
  it('reports unknown for a token that the response omits', async () => {
    pushMock.on(SendMessagesCommand).resolves({ MessageResponse: { ApplicationId: 'app', Result: {} } });
    expect((await provider.send(message, ABOUT)).kind).toBe('unknown');
  });
  it.each([...COMMON, ['bad request', new BadRequestException({ message: 'x', $metadata }), 'rejected']] as [
    string,
    Error,
    string,
  ][])('%s', async (_, error, kind) => {
    pushMock.on(SendMessagesCommand).rejects(error);
    expect((await provider.send(message, ABOUT)).kind).toBe(kind);
  });
});

it('no client of a provider retries by itself', async () => {
  for (const client of [ses(), sms(), push()]) expect(await client.config.maxAttempts()).toBe(1);
});
