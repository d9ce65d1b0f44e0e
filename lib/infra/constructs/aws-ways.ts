/**
 * E-mail by SES, SMS and push by End User Messaging: each sender's settings and permissions, and the events that SES
 * reports.
 */
import { Aws, Fn, type Stack, Token } from 'aws-cdk-lib';
import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from 'aws-cdk-lib/aws-ses';
import { given, isGiven, type ParameterName, setting, settingOr } from '../settings.ts';
import type { Way } from './gateway.ts';

/**
 * The SES events that a profile or a total needs. Not OPEN and CLICK: with them SES rewrites links and adds a picture
 * of its own, and ours (/c, /o) would be counted a second time.
 */
const MAIL_EVENTS = [
  'SEND',
  'DELIVERY',
  'BOUNCE',
  'COMPLAINT',
  'REJECT',
  'RENDERING_FAILURE',
  'DELIVERY_DELAY',
];

export function awsWays(stack: Stack): Record<'email' | 'sms' | 'push', Way> {
  const mailEvents = mailConfigurationSet(stack);
  const phone = arnOf('sms-voice', setting(stack, 'smsOriginationIdentity'));
  const pushApplication = setting(stack, 'pushApplicationId');
  const smsEvents = setting(stack, 'smsConfigurationSet');
  const identity = arnOf('ses', `identity/${setting(stack, 'emailIdentity')}`);
  return {
    email: {
      settings: {
        EMAIL_FROM: setting(stack, 'emailFrom', fromOf(given(stack, 'emailIdentity'))),
        SES_CONFIGURATION_SET: mailEvents,
      },
      action: 'ses:SendEmail',
      resources: [identity, arnOf('ses', `configuration-set/${mailEvents}`)],
    },
    sms: {
      settings: { SMS_ORIGINATION_IDENTITY: phone, SMS_CONFIGURATION_SET: smsEvents },
      action: 'sms-voice:SendTextMessage',
      // SES checks permission for the configuration set that a request names, as for the identity; without a set
      // there is nothing to check.
      resources: [
        phone,
        ifGiven(
          stack,
          'smsConfigurationSet',
          smsEvents,
          arnOf('sms-voice', `configuration-set/${smsEvents}`),
        ),
      ],
    },
    push: {
      settings: { PUSH_APPLICATION_ID: pushApplication },
      action: 'mobiletargeting:SendMessages',
      resources: [arnOf('mobiletargeting', `apps/${pushApplication}/messages`)],
    },
  };
}

/** Our own configuration set or a given one: it reports to the default bus, where record-receipts listens. */
function mailConfigurationSet(stack: Stack): string {
  const own = new CfnConfigurationSet(stack, 'MailEvents', {});
  const used = settingOr(stack, 'sesConfigurationSet', own.ref);
  new CfnConfigurationSetEventDestination(stack, 'MailEventsToBus', {
    configurationSetName: used,
    eventDestination: {
      enabled: true,
      matchingEventTypes: MAIL_EVENTS,
      eventBridgeDestination: { eventBusArn: arnOf('events', 'event-bus/default') },
    },
  });
  return used;
}

function ifGiven(stack: Stack, name: ParameterName, value: string, resource: string): string {
  return Token.asString(Fn.conditionIf(isGiven(stack, name, value).logicalId, resource, Aws.NO_VALUE));
}

function arnOf(service: string, resource: string): string {
  return `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
}

/** An address is used as the sender; a domain needs a local part. */
function fromOf(identity: string | undefined): string | undefined {
  if (identity === undefined) return undefined;
  return identity.includes('@') ? identity : `hello@${identity}`;
}
