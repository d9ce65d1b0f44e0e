// SMS by AWS End User Messaging. The sendId travels in the context, which delivery events return.
import {
  ConflictException,
  type PinpointSMSVoiceV2Client,
  SendTextMessageCommand,
  ServiceQuotaExceededException,
  ValidationException,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Money } from '../../../schemas/primitives.ts';
import { sms } from '../../adapters/aws.ts';
import { env, optionalEnv } from '../../adapters/env.ts';
import { answerOf } from '../../adapters/provider-errors.ts';
import type { Provider, ProviderAnswer } from '../../ports/provider.ts';
import type { SmsMessage } from './channel.ts';

export interface SmsSettings {
  originationIdentity: string;
  configurationSet?: string;
}

export const smsProvider = (): Provider<SmsMessage> =>
  smsVoiceProvider(sms(), {
    originationIdentity: env('SMS_ORIGINATION_IDENTITY'),
    configurationSet: optionalEnv('SMS_CONFIGURATION_SET'),
  });

/** The client must not retry by itself: a second attempt after a lost response could send twice. */
export function smsVoiceProvider(
  client: PinpointSMSVoiceV2Client,
  settings: SmsSettings,
): Provider<SmsMessage> {
  return {
    async send({ to, text, promotional, maxPrice, context }): Promise<ProviderAnswer> {
      try {
        const { MessageId } = await client.send(
          new SendTextMessageCommand({
            DestinationPhoneNumber: to,
            OriginationIdentity: settings.originationIdentity,
            MessageBody: text,
            MessageType: promotional ? 'PROMOTIONAL' : 'TRANSACTIONAL',
            ConfigurationSetName: settings.configurationSet,
            MaxPrice: maxPrice && dollars(maxPrice),
            Context: context,
          }),
        );
        return { kind: 'accepted', providerId: MessageId };
      } catch (error) {
        return smsAnswer(error);
      }
    },
  };
}

/** Dollars per part with five decimals, as the API expects; rounded down. */
function dollars({ micros, currency }: Money): string | undefined {
  return currency === 'USD' ? (Math.floor(micros / 10) / 100_000).toFixed(5) : undefined;
}

/** Other reasons that name the number are about our account: a country or a sender that is not enabled there. */
const OF_THE_NUMBER = new Set<string>(['INVALID_PARAMETER', 'FIELD_VALIDATION_FAILED', 'CANNOT_PARSE']);

function smsAnswer(error: unknown): ProviderAnswer {
  if (error instanceof ConflictException) return conflict(error.Reason);
  // A spend limit of the account lasts a day or a month, longer than this message is valid.
  if (error instanceof ServiceQuotaExceededException) return { kind: 'rejected', reason: reasonOf(error) };
  if (error instanceof ValidationException) {
    const ofNumber =
      OF_THE_NUMBER.has(error.Reason ?? '') &&
      error.Fields?.some((field) => field.Name === 'DestinationPhoneNumber');
    return { kind: 'rejected', reason: reasonOf(error), ...(ofNumber ? { fault: 'address' } : {}) };
  }
  return answerOf(error);
}

function conflict(reason: ConflictException['Reason']): ProviderAnswer {
  switch (reason) {
    case 'DESTINATION_PHONE_NUMBER_OPTED_OUT':
      return { kind: 'rejected', reason, fault: 'opted-out' };
    case 'RESOURCE_NOT_ACTIVE':
    case 'REGISTRATION_NOT_COMPLETE':
    case 'NO_ORIGINATION_IDENTITIES_FOUND':
      return { kind: 'again', reason };
    default:
      return { kind: 'rejected', reason: reason ?? 'ConflictException' };
  }
}

const reasonOf = (error: { name: string; Reason?: string }): string => error.Reason ?? error.name;
