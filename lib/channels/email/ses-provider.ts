// E-mail by SES v2. The sendId travels as a tag, which every SES event returns.
import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { ses } from '../../adapters/aws.ts';
import { env, optionalEnv } from '../../adapters/env.ts';
import { answerOf } from '../../adapters/provider-errors.ts';
import type { Provider, ProviderAnswer } from '../../ports/provider.ts';
import type { EmailMessage } from './channel.ts';

export interface SesSettings {
  from: string;
  configurationSet?: string;
}

/** Errors of the account, not of the message: they pass, or somebody fixes them. */
const AGAIN = new Set([
  'TooManyRequestsException',
  'LimitExceededException',
  'SendingPausedException',
  'AccountSuspendedException',
  'MailFromDomainNotVerifiedException',
  'NotFoundException',
]);
/** One address, without anything that could make it two. */
const ONE_ADDRESS = /^[^\s@,;:<>()[\]"\\]+@[^\s@,;:<>()[\]"\\]+$/;

export const emailProvider = (): Provider<EmailMessage> =>
  sesProvider(ses(), {
    from: env('EMAIL_FROM'),
    configurationSet: optionalEnv('SES_CONFIGURATION_SET'),
  });

/** The client must not retry by itself: a second attempt after a lost response could send twice. */
export function sesProvider(client: SESv2Client, settings: SesSettings): Provider<EmailMessage> {
  return {
    async send({ to, subject, html, text, headers, tags }): Promise<ProviderAnswer> {
      if (!ONE_ADDRESS.test(to)) return { kind: 'rejected', reason: 'no address', fault: 'address' };
      const part = (Data: string) => ({ Data, Charset: 'UTF-8' });
      try {
        const { MessageId } = await client.send(
          new SendEmailCommand({
            FromEmailAddress: settings.from,
            Destination: { ToAddresses: [to] },
            Content: {
              Simple: {
                Subject: part(subject),
                Body: { Html: part(html), ...(text === undefined ? {} : { Text: part(text) }) },
                Headers: Object.entries(headers).map(([Name, Value]) => ({ Name, Value })),
              },
            },
            EmailTags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
            ConfigurationSetName: settings.configurationSet,
          }),
        );
        return { kind: 'accepted', providerId: MessageId };
      } catch (error) {
        return answerOf(error, AGAIN);
      }
    },
  };
}
