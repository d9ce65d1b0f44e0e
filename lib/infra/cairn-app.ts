/**
 * The whole installation as one CDK app, synthesized by `npm run synth` and by the tests alike. Templates lie directly
 * in `outdir`: no CDK Stage, so the local cloud reads what gets deployed.
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
  /** dist/functions, where the bundles lie. */
  readonly bundles: string;
  /** Settings, where the CDK's command line is not there to give them. */
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

/** Throws a ContextError where a setting is not right. */
export function cairnApp({ outdir, bundles: directory, context }: CairnAppProps): CairnApp {
  const app = new App({
    outdir,
    analyticsReporting: false,
    // What the CDK's command line would set: which bundle a function comes from stands in the template.
    context: {
      ...context,
      'aws:cdk:enable-asset-metadata': true,
      'aws:cdk:enable-path-metadata': true,
      '@aws-cdk/aws-iam:minimizePolicies': true,
      // A stack that others name things of cannot lose them unseen: what the CDK does anyway, said so that it does not warn.
      '@aws-cdk/core:defaultCrossStackReferences': 'strong',
      // Access logs are written by a service that the log bucket's policy names, not by an access control list.
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

/** Without a region the stacks go where the credentials' profile says; either way nothing is looked up at synthesis. */
function environment({ region }: Settings): { env?: Environment } {
  if (region === undefined) return {};
  const account = process.env['CDK_DEFAULT_ACCOUNT'];
  return { env: { region, ...(account === undefined ? {} : { account }) } };
}
