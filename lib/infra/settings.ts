/**
 * What differs from installation to installation: CloudFormation parameters, whose defaults come from the CDK context
 * (`-c jwtIssuer=...` or cdk.json), so that a template deploys with or without the CDK.
 */
import { CfnCondition, CfnParameter, Fn, type Stack, Token } from 'aws-cdk-lib';

const SETTINGS = {
  JwtIssuer: {
    fallback: '',
    description: "Issuer of operators' tokens (Cognito user pool or any OIDC issuer)",
  },
  JwtAudience: {
    fallback: 'cairn',
    description: "Audience (or Cognito client id) operators' tokens must carry",
  },
  PhoneRegion: {
    fallback: '',
    description:
      'ISO country of phone numbers written without a country code, such as DE; empty: they stay as given',
  },
  LinkBaseUrl: { fallback: '', description: "Base of links in messages; empty: the HTTP API's own address" },
  EmailFrom: { fallback: 'Cairn <hello@example.com>', description: 'From header of e-mail' },
  EmailIdentity: { fallback: 'example.com', description: 'Verified SES identity that EmailFrom belongs to' },
  SesConfigurationSet: {
    fallback: '',
    description: "Existing SES configuration set; empty: this stack's own",
  },
  SmsOriginationIdentity: {
    fallback: 'pool/not-set',
    description: 'phone-number/ID, sender-id/ID/COUNTRY or pool/ID of End User Messaging SMS',
  },
  SmsConfigurationSet: { fallback: '', description: 'Configuration set for SMS; empty: none' },
  PushApplicationId: { fallback: 'not-set', description: 'Application id of End User Messaging push' },
  FinanceEmail: {
    fallback: '',
    description: 'Where finance reads budget cuts; empty: nobody subscribed yet',
  },
  AlarmEmail: { fallback: '', description: 'Where alarms go; empty: nobody subscribed yet' },
} as const;

export type SettingName = keyof typeof SETTINGS;

/** Declares the parameter in this stack and gives its value. */
export function setting(stack: Stack, name: SettingName): string {
  const { fallback, description } = SETTINGS[name];
  const contextName = name[0]?.toLowerCase() + name.slice(1);
  const given: unknown = stack.node.tryGetContext(contextName);
  const parameter = new CfnParameter(stack, name, {
    type: 'String',
    default: typeof given === 'string' ? given : fallback,
    description,
  });
  return parameter.valueAsString;
}

/** True when the setting was given a value. */
export function isGiven(stack: Stack, name: SettingName, value: string): CfnCondition {
  return new CfnCondition(stack, `Has${name}`, {
    expression: Fn.conditionNot(Fn.conditionEquals(value, '')),
  });
}

export function settingOr(stack: Stack, name: SettingName, otherwise: string): string {
  const value = setting(stack, name);
  return Token.asString(Fn.conditionIf(isGiven(stack, name, value).logicalId, value, otherwise));
}
