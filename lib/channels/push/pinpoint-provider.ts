// Push by Pinpoint's SendMessages to one device token. The sendId travels in the data, so that the app can report opens
// with it.
import { type MessageResult, type PinpointClient, SendMessagesCommand } from '@aws-sdk/client-pinpoint';
import { push } from '../../adapters/aws.ts';
import { env } from '../../adapters/env.ts';
import { answerOf } from '../../adapters/provider-errors.ts';
import type { Provider, ProviderAnswer } from '../../ports/provider.ts';
import type { PushMessage } from './channel.ts';

export const pushProvider = (): Provider<PushMessage> =>
  pinpointProvider(push(), { applicationId: env('PUSH_APPLICATION_ID') });

/** The client must not retry by itself: a second attempt after a lost response could send twice. */
export function pinpointProvider(
  client: PinpointClient,
  settings: { applicationId: string },
): Provider<PushMessage> {
  return {
    async send({ to, platform, title, text, url, data }): Promise<ProviderAnswer> {
      const message = {
        Action: url === undefined ? ('OPEN_APP' as const) : ('URL' as const),
        Title: title,
        Body: text,
        Url: url,
        Data: data,
      };
      const ios = platform === 'ios';
      try {
        const { MessageResponse } = await client.send(
          new SendMessagesCommand({
            ApplicationId: settings.applicationId,
            MessageRequest: {
              Addresses: { [to]: { ChannelType: ios ? 'APNS' : 'GCM' } },
              MessageConfiguration: ios ? { APNSMessage: message } : { GCMMessage: message },
            },
          }),
        );
        return pushAnswer(MessageResponse?.Result?.[to]);
      } catch (error) {
        return answerOf(error);
      }
    },
  };
}

/** How the push services describe a token that no longer exists. */
const GONE =
  /unregistered|not ?registered|requested entity was not found|baddevicetoken|invalid ?registration(?!_)|not a valid fcm registration token|\bexpired ?token/i;
/**
 * Failures of the application, whatever the status: another app's topic, credentials, a missing token. They are mended
 * there, and say nothing about the device.
 */
const OURS = /topic|missing ?device ?token|provider ?token|certificate|credential|sender ?id|third.?party/i;

function pushAnswer(result: MessageResult | undefined): ProviderAnswer {
  const reason = result?.DeliveryStatus ?? 'no result';
  switch (result?.DeliveryStatus) {
    case 'SUCCESSFUL':
      return { kind: 'accepted', providerId: result.MessageId, updatedAddress: result.UpdatedToken };
    case 'THROTTLED':
    case 'TEMPORARY_FAILURE':
      return { kind: 'again', reason };
    case 'OPT_OUT':
      return { kind: 'rejected', reason, fault: 'opted-out' };
    case 'PERMANENT_FAILURE': {
      const said = result.StatusMessage ?? '';
      const gone = !OURS.test(said) && (result.StatusCode === 410 || GONE.test(said));
      return { kind: 'rejected', reason, ...(gone ? { fault: 'address' } : {}) };
    }
    case 'DUPLICATE':
      return { kind: 'rejected', reason };
    default:
      return { kind: 'unknown', reason };
  }
}
