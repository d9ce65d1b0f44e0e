/**
 * E-mail by SES: its identity and configuration set, the events it reports, and its reputation, by SES's own metrics.
 */
import { Duration, type Stack } from 'aws-cdk-lib';
import { Color, GraphWidget, type IAlarmAction, type IWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from 'aws-cdk-lib/aws-ses';
import { alarmOn } from '../../infra/constructs/alarms.ts';
import { arnOf, type ChannelInfra } from '../../infra/constructs/channel-infra.ts';
import { graph, HEIGHT, WIDTH } from '../../infra/constructs/graph.ts';
import { given, setting, settingOr } from '../../infra/settings.ts';

/**
 * The SES events that a profile or a total needs. Not OPEN and CLICK: with them SES rewrites links and adds a picture
 * of its own, and ours (/c, /o) would be counted a second time.
 */
const EVENTS = ['SEND', 'DELIVERY', 'BOUNCE', 'COMPLAINT', 'REJECT', 'RENDERING_FAILURE', 'DELIVERY_DELAY'];

export const emailInfra: ChannelInfra = {
  maximumConcurrency: 10,
  keyServices: [],
  reports: ['aws.ses'],
  access(stack) {
    const events = configurationSet(stack);
    const identity = setting(stack, 'emailIdentity');
    return {
      settings: {
        EMAIL_FROM: setting(stack, 'emailFrom', fromOf(given(stack, 'emailIdentity'))),
        SES_CONFIGURATION_SET: events,
      },
      action: 'ses:SendEmail',
      resources: [arnOf('ses', `identity/${identity}`), arnOf('ses', `configuration-set/${events}`)],
    };
  },
  widgets,
  addAlarms,
};

/** Our own configuration set or a given one. It reports to the default bus, where record-receipts listens. */
function configurationSet(stack: Stack): string {
  const own = new CfnConfigurationSet(stack, 'MailEvents', {});
  const used = settingOr(stack, 'sesConfigurationSet', own.ref);
  new CfnConfigurationSetEventDestination(stack, 'MailEventsToBus', {
    configurationSetName: used,
    eventDestination: {
      enabled: true,
      matchingEventTypes: EVENTS,
      eventBridgeDestination: { eventBusArn: arnOf('events', 'event-bus/default') },
    },
  });
  return used;
}

/** An address is used as the sender; a domain needs a local part. */
function fromOf(identity: string | undefined): string | undefined {
  if (identity === undefined) return undefined;
  return identity.includes('@') ? identity : `hello@${identity}`;
}

const metric = (metricName: string, statistic: string, period: Duration): Metric =>
  new Metric({ namespace: 'AWS/SES', metricName, statistic, period });

/** The account's reputation in its region. */
const reputation = (rate: 'BounceRate' | 'ComplaintRate'): Metric =>
  metric(`Reputation.${rate}`, 'Maximum', Duration.hours(1));

function widgets(): IWidget[] {
  const line = (value: number, label: string, color: string) => ({ value, label, color });
  const mail = (name: string) => metric(name, 'Sum', Duration.minutes(5));
  const rates = { width: WIDTH, height: HEIGHT };
  return [
    new GraphWidget({
      ...rates,
      title: 'Mail: bounces, at most 5 %',
      left: [reputation('BounceRate')],
      leftAnnotations: [line(0.05, 'under review', Color.ORANGE), line(0.1, 'paused', Color.RED)],
    }),
    new GraphWidget({
      ...rates,
      title: 'Mail: complaints, at most 0.1 %',
      left: [reputation('ComplaintRate')],
      leftAnnotations: [line(0.001, 'under review', Color.ORANGE), line(0.005, 'paused', Color.RED)],
    }),
    graph('Mail: sent, bounced, complained', [mail('Send'), mail('Bounce'), mail('Complaint')]),
  ];
}

function addAlarms(stack: Stack, action: IAlarmAction): void {
  const mail = { runbook: 'bounces-and-complaints', action, evaluationPeriods: 1 } as const;
  alarmOn(stack, 'BouncesAlarm', reputation('BounceRate'), {
    text: 'Over 5 % of the mail bounces: SES puts such accounts under review, and pauses them at 10 %.',
    threshold: 0.05,
    ...mail,
  });
  alarmOn(stack, 'ComplaintsAlarm', reputation('ComplaintRate'), {
    text: 'Over 0.1 % of the mail is complained about: SES puts such accounts under review.',
    threshold: 0.001,
    ...mail,
  });
}
