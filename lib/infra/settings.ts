/**
 * What differs between installations. Each setting is a key of the CDK context (`-c emailIdentity=...`, or the
 * `context` block of cdk.json). Plain values become CloudFormation parameters with their defaults from the context,
 * so that a template deploys with or without the CDK; settings that change which resources exist (`shape`) cannot.
 */
import { isIP } from 'node:net';
import { CfnCondition, CfnParameter, Fn, type Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { z } from 'zod';
import { nearest } from '../../schemas/nearest.ts';

interface Setting {
  readonly schema: z.ZodType<string>;
  readonly description: string;
  /** The default. */
  readonly fallback: string;
  /** Changes the resources of the templates, and so is not a parameter of them. */
  readonly shape?: true;
}

const HOST = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/;
const ADDRESS = /^[^\s@<>]+@([a-z0-9-]+\.)+[a-z]{2,}$/i;
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));
const COUNTRIES = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

const matching = (pattern: RegExp, right: string) => z.string().regex(pattern, right);
const address = matching(ADDRESS, 'an e-mail address such as finance@example.com');
const url = (right: string) =>
  z.string().refine((text) => text.startsWith('https://') && URL.canParse(text), right);
const region = z.string().superRefine((name, { addIssue }) => {
  const all = RegionInfo.regions.map((each) => each.name);
  if (!all.includes(name))
    addIssue({ code: 'custom', message: `a region of AWS such as ${nearest(name, all)}` });
});
/** `10.0.0.0/8`, `fd00::/8` or one address. */
function isRange(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return (
    more.length === 0 && bits > 0 && (length === undefined || (/^\d{1,3}$/.test(length) && +length <= bits))
  );
}

export const SETTINGS = {
  region: {
    schema: region,
    description: "Region to deploy to; left out: that of the credentials' profile",
    fallback: '',
    shape: true,
  },
  emailIdentity: {
    schema: z.union([matching(HOST, ''), address], 'a domain such as example.com, or an e-mail address'),
    description: 'Verified SES identity that e-mail is sent as',
    fallback: 'example.com',
  },
  emailFrom: {
    schema: matching(
      /^([^<>\r\n]+ <[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/,
      'such as "Shop <hello@example.com>"',
    ),
    description: 'From header of e-mail; left out: hello@ and the identity',
    fallback: 'Cairn <hello@example.com>',
  },
  sesConfigurationSet: {
    schema: matching(/^[\w-]{1,64}$/, 'the name of a configuration set of SES'),
    description:
      "Existing SES configuration set, which the stack adds its event destination to; left out: this stack's own",
    fallback: '',
  },
  smsOriginationIdentity: {
    schema: matching(
      /^(phone-number\/[\w-]+|pool\/[\w-]+|sender-id\/[A-Za-z0-9_-]{1,11}\/[A-Z]{2})$/,
      'phone-number/ID, pool/ID or sender-id/ID/COUNTRY, as their ARN ends',
    ),
    description: 'phone-number/ID, sender-id/ID/COUNTRY or pool/ID of End User Messaging SMS',
    fallback: 'pool/not-set',
  },
  smsConfigurationSet: {
    schema: matching(/^[\w-]{1,64}$/, 'the name of a configuration set of End User Messaging SMS'),
    description: 'Configuration set for SMS; left out: none',
    fallback: '',
  },
  pushApplicationId: {
    schema: matching(/^[0-9a-f]{32}$/, 'the 32 hexadecimal digits of an application id'),
    description: 'Application id of End User Messaging push',
    fallback: 'not-set',
  },
  linkBaseUrl: {
    schema: url('an https URL without a slash at its end').refine(
      (text) => !text.endsWith('/'),
      'an https URL without a slash at its end',
    ),
    description:
      "Base of links in messages where it is another's (a CDN); left out: linkDomain, else the HTTP API's own address",
    fallback: '',
  },
  linkDomain: {
    schema: matching(HOST, 'a host name such as links.example.com'),
    description: "Domain of one's own for links in messages; it needs linkCertificateArn",
    fallback: '',
    shape: true,
  },
  linkCertificateArn: {
    schema: matching(
      /^arn:aws(-cn)?:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
      'the ARN of a certificate of ACM in the region of the stacks',
    ),
    description: 'Certificate for linkDomain',
    fallback: '',
    shape: true,
  },
  hostedZoneId: {
    schema: matching(/^Z[A-Z0-9]{1,31}$/, 'the id of a hosted zone such as Z0123456789ABC'),
    description:
      'Zone of Route 53 to put the record of linkDomain into; left out: an output says which record to make',
    fallback: '',
    shape: true,
  },
  providers: {
    schema: z.enum(['aws', 'webhook'], 'aws or webhook'),
    description:
      'webhook: every channel by a gateway of your own (webhookUrl), with no SES, SMS, push or Cognito of AWS',
    fallback: 'aws',
    shape: true,
  },
  webhookUrl: {
    schema: url('an https URL of your gateway'),
    description: 'Where each message is posted to, signed; it needs providers=webhook',
    fallback: '',
  },
  webhookAllowedAddresses: {
    schema: z
      .string()
      .refine(
        (text) => text.split(',').every(isRange),
        'IP addresses or ranges such as 10.0.0.0/8, with commas between',
      ),
    description:
      'Addresses of the gateway that are not public, such as 10.0.0.0/8; left out: public ones only',
    fallback: '',
  },
  financeEmail: {
    schema: address,
    description: 'Where finance reads budget cuts; left out: nobody yet',
    fallback: '',
  },
  alarmEmail: { schema: address, description: 'Where alarms go; left out: nobody yet', fallback: '' },
  budgetCurrency: {
    schema: z.string().refine((code) => CURRENCIES.has(code), 'an ISO 4217 currency such as EUR'),
    description:
      'Currency that budgets are kept in: programs that report in another are refused; left out: any',
    fallback: '',
  },
  phoneRegion: {
    schema: z
      .string()
      .refine(
        (code) => /^[A-Z]{2}$/.test(code) && COUNTRIES.of(code) !== undefined,
        'an ISO country such as DE',
      ),
    description: 'ISO country of phone numbers written without a country code; left out: they are no address',
    fallback: '',
  },
  jwtIssuer: {
    schema: url('an https URL, letter by letter as `iss` in the tokens'),
    description:
      "OpenID Connect issuer of operators' tokens, as their `iss` says it; it needs jwtAudience; left out: a Cognito user pool is made",
    fallback: '',
  },
  jwtAudience: {
    schema: matching(/^\S{1,200}$/, 'the audience in the tokens of jwtIssuer'),
    description: "Audience (or client id) that operators' tokens of jwtIssuer carry",
    fallback: '',
  },
  reserveConcurrency: {
    schema: z.enum(['yes', 'no'], 'yes or no'),
    description:
      'no: keep no concurrent runs free for events and unsubscribes; for an account whose quota of them is under 300',
    fallback: 'yes',
    shape: true,
  },
  removeData: {
    schema: z.enum(['yes', 'no'], 'yes or no'),
    description: 'yes: deleting the stacks deletes what people and profiles left in them, without a way back',
    fallback: 'no',
    shape: true,
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
export type ParameterName = {
  [Name in SettingName]: (typeof SETTINGS)[Name] extends { shape: true } ? never : Name;
}[SettingName];

/** `emailIdentity` -> `EmailIdentity`: the parameter's name in the templates. */
export const parameterName = (name: string): string => `${name[0]?.toUpperCase()}${name.slice(1)}`;

/** The value in the context, or undefined where there is none. */
export function given(stack: Stack, name: SettingName): string | undefined {
  const value: unknown = stack.node.tryGetContext(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Declares the parameter in this stack and returns its value. */
export function setting(
  stack: Stack,
  name: ParameterName,
  fallback: string = SETTINGS[name].fallback,
): string {
  const parameter = new CfnParameter(stack, parameterName(name), {
    type: 'String',
    default: given(stack, name) ?? fallback,
    description: SETTINGS[name].description,
  });
  return parameter.valueAsString;
}

/** True when the setting was given a value. */
export function isGiven(stack: Stack, name: ParameterName, value: string): CfnCondition {
  return new CfnCondition(stack, `Has${parameterName(name)}`, {
    expression: Fn.conditionNot(Fn.conditionEquals(value, '')),
  });
}

export function settingOr(stack: Stack, name: ParameterName, otherwise: string): string {
  const value = setting(stack, name);
  return Token.asString(Fn.conditionIf(isGiven(stack, name, value).logicalId, value, otherwise));
}
