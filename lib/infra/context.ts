/**
 * The CDK context as the settings of one installation: every value is checked before anything is synthesized, so that
 * a mistyped key or value is reported here and not by CloudFormation after ten minutes.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { nearest } from '../../schemas/nearest.ts';
import { SETTINGS, type SettingName } from './settings.ts';

export type Context = Readonly<Record<string, unknown>>;
export type Settings = Readonly<Partial<Record<SettingName, string>>>;

/** Every mistake in the settings, one per line. */
export class ContextError extends Error {
  override name = 'ContextError';

  constructor(findings: readonly string[]) {
    super(
      `The settings have ${findings.length === 1 ? 'a mistake' : 'mistakes'}:\n  ${findings.join('\n  ')}`,
    );
  }
}

/**
 * Any number of `-c key=value` arguments, over the `context` block of cdk.json; an empty value removes the one given
 * there.
 */
export function contextOf(args: readonly string[], file: string): Context {
  const pairs = contextFlags(args).map((text): [string, string] => {
    const [key = '', ...value] = text.split('=');
    if (key === '' || value.length === 0) throw new ContextError([`-c ${text}: to be -c key=value`]);
    return [key, value.join('=')];
  });
  const { context = {} } = JSON.parse(readFileSync(file, 'utf8')) as { context?: Context };
  return { ...context, ...Object.fromEntries(pairs) };
}

function contextFlags(args: readonly string[]): string[] {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { context: { type: 'string', short: 'c', multiple: true, default: [] } },
    });
    return values.context;
  } catch (error) {
    throw new ContextError([error instanceof Error ? error.message : String(error)]);
  }
}

/**
 * The settings in the context, which also contains keys of the CDK's own. Throws a ContextError that lists every
 * mistake.
 */
export function settingsIn(context: Context): Settings {
  const findings: string[] = [];
  const settings: Partial<Record<SettingName, string>> = {};
  for (const [key, value] of Object.entries(context)) {
    if (isOfCdk(key) || value === '') continue;
    if (!isSetting(key)) {
      findings.push(
        `${key}: there is no such setting; did you mean ${nearest(key, NAMES)}? All: ${NAMES.join(', ')}`,
      );
      continue;
    }
    const parsed = SETTINGS[key].schema.safeParse(value);
    if (parsed.success) settings[key] = parsed.data;
    else findings.push(`${key}: ${JSON.stringify(value)} is not right; it is to be ${rightOf(parsed.error)}`);
  }
  if (findings.length === 0) findings.push(...contradictions(settings));
  if (findings.length > 0) throw new ContextError(findings);
  return settings;
}

function contradictions(settings: Settings): string[] {
  const { emailFrom, emailIdentity, jwtAudience, jwtIssuer } = settings;
  const found: string[] = [];
  const from = emailFrom?.match(/([^\s@<>]+)@([^\s@<>]+?)>?$/);
  const [, local, domain] = from ?? [];
  if (domain !== undefined && emailIdentity === undefined)
    found.push(`emailFrom: it needs emailIdentity, such as ${domain}`);
  const own = [domain, `${local}@${domain}`].some((part) => part === emailIdentity);
  if (domain !== undefined && emailIdentity !== undefined && !own && !domain.endsWith(`.${emailIdentity}`)) {
    const sender = emailIdentity.includes('@') ? `${local}@${domain}` : domain;
    found.push(
      `emailFrom: ${sender} is not of the identity ${emailIdentity}, and SES would refuse each message`,
    );
  }
  if (jwtIssuer !== undefined && jwtAudience === undefined)
    found.push('jwtIssuer: it needs jwtAudience, the audience (or client id) in its tokens');
  if (jwtIssuer === undefined && jwtAudience !== undefined)
    found.push("jwtAudience: it needs jwtIssuer; the pool that is made knows its client's id itself");
  return [...found, ...domainContradictions(settings), ...providerContradictions(settings)];
}

/** Settings that a webhook-only installation does not have. */
const OF_AWS = [
  'emailIdentity',
  'emailFrom',
  'sesConfigurationSet',
  'smsOriginationIdentity',
  'smsConfigurationSet',
  'pushApplicationId',
] as const satisfies SettingName[];

function providerContradictions(settings: Settings): string[] {
  const { jwtIssuer, providers, region, webhookAllowedAddresses, webhookUrl } = settings;
  if (providers !== 'webhook') {
    const found: string[] = [];
    if ((webhookUrl ?? webhookAllowedAddresses) !== undefined)
      found.push(`${webhookUrl ? 'webhookUrl' : 'webhookAllowedAddresses'}: it needs providers=webhook`);
    if (region?.startsWith('cn-'))
      found.push(`region: ${region} has no SES, SMS, push or Cognito; it needs providers=webhook`);
    return found;
  }
  const found = OF_AWS.filter((name) => settings[name] !== undefined).map(
    (name) => `${name}: with providers=webhook your gateway decides this; leave it out`,
  );
  if (webhookUrl === undefined)
    found.push('providers: webhook needs webhookUrl, where messages are posted to');
  if (jwtIssuer === undefined)
    found.push('providers: webhook needs jwtIssuer, since no user pool is made: any OpenID Connect issuer');
  return found;
}

function domainContradictions(settings: Settings): string[] {
  const { hostedZoneId, linkBaseUrl, linkCertificateArn, linkDomain, region } = settings;
  const found: string[] = [];
  if (linkDomain !== undefined && linkCertificateArn === undefined)
    found.push(
      `linkDomain: it needs linkCertificateArn, a certificate for ${linkDomain} in the region of the stacks`,
    );
  if (linkDomain === undefined && (linkCertificateArn ?? hostedZoneId) !== undefined)
    found.push(`${linkCertificateArn ? 'linkCertificateArn' : 'hostedZoneId'}: it needs linkDomain`);
  if (linkDomain !== undefined && linkBaseUrl !== undefined)
    found.push('linkBaseUrl: linkDomain already says where links lead; leave one of them out');
  const [, , , where] = linkCertificateArn?.split(':') ?? [];
  if (region !== undefined && where !== undefined && where !== region)
    found.push(`linkCertificateArn: the certificate is in ${where}, and the stacks go to ${region}`);
  return found;
}

/** What an installation lacks as long as these are not set; none of it stops a deployment. */
const WITHOUT = {
  emailIdentity: 'no e-mail is sent: SES refuses example.com',
  smsOriginationIdentity: 'no SMS is sent',
  pushApplicationId: 'no push is sent',
  financeEmail: 'nobody is notified of budget cuts',
  alarmEmail: 'nobody is notified of alarms',
} as const satisfies Partial<Record<SettingName, string>>;

export function missingIn(settings: Settings): string[] {
  const byGateway: readonly string[] = settings.providers === 'webhook' ? OF_AWS : [];
  return Object.entries(WITHOUT)
    .filter(([name]) => settings[name as SettingName] === undefined && !byGateway.includes(name))
    .map(([name, without]) => `${name} is not set: ${without}`);
}

const NAMES = Object.keys(SETTINGS) as SettingName[];
const isSetting = (key: string): key is SettingName => Object.hasOwn(SETTINGS, key);
/** `@aws-cdk/...`, `aws:cdk:...`, `aws-cdk:...` and what look-ups leave in cdk.context.json. */
const isOfCdk = (key: string): boolean => /[:/]/.test(key);

function rightOf(error: { issues: readonly { message: string }[] }): string {
  const message = error.issues[0]?.message ?? '';
  return message.startsWith('Invalid input') ? 'text' : message;
}
