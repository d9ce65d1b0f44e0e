// Whose fault a rejection is (I4): only an address that is gone may suppress it, never a mistake of the installation.
import { PinpointClient, SendMessagesCommand } from '@aws-sdk/client-pinpoint';
import {
  PinpointSMSVoiceV2Client,
  SendTextMessageCommand,
  ValidationException,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { pinpointProvider } from '../../../lib/channels/push/pinpoint-provider.ts';
import { smsVoiceProvider } from '../../../lib/channels/sms/sms-voice-provider.ts';
import type { ProviderAnswer, SendAbout } from '../../../lib/ports/provider.ts';

const smsMock = mockClient(PinpointSMSVoiceV2Client);
const pushMock = mockClient(PinpointClient);
beforeEach(() => {
  smsMock.reset();
  pushMock.reset();
});
const ABOUT: SendAbout = {
  sendId: 'id',
  channel: 'push',
  journey: 'welcome',
  step: 'hello',
  template: 'hello',
  purpose: 'marketing',
  cost: { micros: 1_000, currency: 'EUR' },
};
const faultOf = (answer: ProviderAnswer) => {
  expect(answer.kind).toBe('rejected');
  return 'fault' in answer ? answer.fault : undefined;
};

describe('push', () => {
  const provider = pinpointProvider(new PinpointClient({}), { applicationId: 'app' });
  it.each([
    [410, 'Unregistered', 'address'],
    [410, 'ExpiredToken', 'address'],
    [404, 'UNREGISTERED', 'address'],
    [404, 'Requested entity was not found.', 'address'],
    [400, 'BadDeviceToken', 'address'],
    [400, 'The registration token is not a valid FCM registration token', 'address'],
    [400, 'DeviceTokenNotForTopic', undefined],
    [410, 'DeviceTokenNotForTopic', undefined],
    [400, 'MissingDeviceToken', undefined],
    [400, 'TopicDisallowed', undefined],
    [403, 'ExpiredProviderToken', undefined],
    [403, 'InvalidProviderToken', undefined],
    [403, 'BadCertificateEnvironment', undefined],
    [403, 'SENDER_ID_MISMATCH', undefined],
    [403, 'MismatchSenderId', undefined],
    [401, 'THIRD_PARTY_AUTH_ERROR', undefined],
    [413, 'PayloadTooLarge', undefined],
    [400, undefined, undefined],
  ])('a permanent failure %i %s: %s', async (StatusCode, StatusMessage, fault) => {
    pushMock.on(SendMessagesCommand).resolves({
      MessageResponse: {
        ApplicationId: 'app',
        Result: { token: { DeliveryStatus: 'PERMANENT_FAILURE', StatusCode, StatusMessage } },
      },
    });
    const message = { to: 'token', platform: 'ios', title: 'T', text: 't', data: {} } as const;
    expect(faultOf(await provider.send(message, ABOUT))).toBe(fault);
  });
});

describe('SMS', () => {
  const provider = smsVoiceProvider(new PinpointSMSVoiceV2Client({}), { originationIdentity: 'pool-1' });
  it.each([
    ['INVALID_PARAMETER', 'address'],
    ['COUNTRY_NOT_ENABLED', undefined],
    ['DESTINATION_COUNTRY_BLOCKED', undefined],
    ['INTERNATIONAL_SENDING_NOT_SUPPORTED', undefined],
    ['SENDER_ID_NOT_SUPPORTED', undefined],
  ] as const)('%s about the number: %s', async (Reason, fault) => {
    const Fields = [{ Name: 'DestinationPhoneNumber', Message: 'x' }];
    const $metadata = { httpStatusCode: 400 };
    smsMock
      .on(SendTextMessageCommand)
      .rejects(new ValidationException({ message: 'x', $metadata, Reason, Fields }));
    const message = { to: '+4915112345678', text: 't', promotional: true, context: {} };
    expect(faultOf(await provider.send(message, ABOUT))).toBe(fault);
  });
});
