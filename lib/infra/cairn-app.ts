/**
 * The whole installation as one CDK app, synthesized by `npm run synth` and by the tests alike. Templates are written
 * directly to `outdir`, without a CDK Stage, so the local cloud reads what gets deployed.
 */
import { App, DefaultStackSynthesizer, type Environment, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { type Context, type Settings, settingsIn } from './context.ts';
import { IntakeStack } from './stacks/intake-stack.ts';
import { MoneyStack } from './stacks/money-stack.ts';
import { OperatingStack } from './stacks/operating-stack.ts';
import { ProfilesStack } from './stacks/profiles-stack.ts';
import { SendingStack } from './stacks/sending-stack.ts';

export interface CairnAppProps {
  readonly outdir: string;
  /** dist/functions, the folder of the bundles. */
  readonly bundles: string;
  /** Settings, for callers without the CDK's command line. */
  readonly context?: Context;
}

export interface CairnApp {
  readonly app: App;
  readonly settings: Settings;
  readonly profiles: ProfilesStack;
  readonly money: MoneyStack;
  readonly sending: SendingStack;
  readonly intake: IntakeStack;
  readonly operating: OperatingStack;
}

/** Throws a ContextError where a setting is invalid. */
export function cairnApp({ outdir, bundles: directory, context }: CairnAppProps): CairnApp {
  const app = new App({
    outdir,
    analyticsReporting: false,
    // Set here because the CDK's command line would set it: the template then names the bundle of each function.
    context: {
      ...context,
      'aws:cdk:enable-asset-metadata': true,
      'aws:cdk:enable-path-metadata': true,
      '@aws-cdk/aws-iam:minimizePolicies': true,
      // A stack cannot drop an export that another stack uses. The CDK's default, stated so that it does not warn.
      '@aws-cdk/core:defaultCrossStackReferences': 'strong',
      // The log bucket's policy lets the logging service write access logs, instead of an access control list.
      '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
    },
    defaultStackSynthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
  });
  const settings = settingsIn(app.node.getAllContext());
  const common = { bundles: directory, settings, ...environment(settings) };
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const profiles = new ProfilesStack(app, 'CairnProfiles', {
    ...common,
    description: 'Cairn: profiles and queues',
  });
  const money = new MoneyStack(app, 'CairnMoney', {
    ...common,
    profiles,
    description: 'Cairn: budgets and return',
  });
  const sending = new SendingStack(app, 'CairnSending', {
    ...common,
    profiles,
    money,
    description: 'Cairn: senders and receipts',
  });
  const intake = new IntakeStack(app, 'CairnIntake', {
    ...common,
    profiles,
    money,
    description: 'Cairn: the HTTP API and the bus',
  });
  const operating = new OperatingStack(app, 'CairnOperating', {
    ...environment(settings),
    profiles,
    shown: [profiles, money, sending, intake],
    byGateway: settings.providers === 'webhook',
    description: 'Cairn: the dashboard and the alarms',
  });
  return { app, settings, profiles, money, sending, intake, operating };
}

/** Without a region the stacks go to the region of the credentials' profile; either way synthesis looks nothing up. */
function environment({ region }: Settings): { env?: Environment } {
  if (region === undefined) return {};
  const account = process.env['CDK_DEFAULT_ACCOUNT'];
  return { env: { region, ...(account === undefined ? {} : { account }) } };
}
