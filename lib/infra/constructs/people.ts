/**
 * The people who operate an installation, where it brings no issuer of tokens of its own: a user pool that an admin
 * adds people to, one group per role, and one client for the command line and the console.
 */
import { Aws, Duration, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { LOGIN_PORTS } from '../../../schemas/names.ts';
import { removal } from './removal.ts';

/** The roles of lib/http/roles.ts: the groups that a token names. */
const GROUPS = {
  viewer: 'Looks at everything, addresses masked',
  marketer: 'Changes and publishes the program',
  finance: 'Approves, reverts and adjusts budgets',
  privacy: 'Looks at profiles, opens quarantined items; will export and erase profiles',
  admin: 'All of it, and write keys',
};

export class People extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;

  constructor(scope: Construct, id: string, { removeData }: { removeData: boolean }) {
    super(scope, id);
    this.pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      // The cheapest plan includes groups, TOTP and the sign-in below.
      featurePlan: FeaturePlan.LITE,
      deletionProtection: !removeData,
      removalPolicy: removal(removeData),
    });
    for (const [groupName, description] of Object.entries(GROUPS)) {
      new CfnUserPoolGroup(this, groupName, { userPoolId: this.pool.userPoolId, groupName, description });
    }
    this.client = this.pool.addClient('Client', {
      // Public: a command line and a page in a browser cannot keep a secret.
      generateSecret: false,
      authFlows: { userPassword: true, userSrp: true },
      // `cairn login`: in the browser, with a code that only the command line which asked can redeem (PKCE).
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: LOGIN_PORTS.map((port) => `http://localhost:${port}/callback`),
      },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.hours(12),
    });
    // Its name is unique in the region, and so is the installation in its account.
    this.pool.addDomain('Domain', { cognitoDomain: { domainPrefix: `cairn-${Aws.ACCOUNT_ID}` } });
    this.acknowledge();
  }

  private acknowledge(): void {
    Validations.of(this.pool).acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason:
          'A second factor is offered and not forced: people sign in from a command line too, and a company that forces one brings its own issuer.',
      },
      {
        id: 'AwsSolutions-COG8',
        reason:
          'The Plus plan bills each person who signs in; nobody can sign themselves up here, and the API throttles.',
      },
    );
  }

  /** The issuer of tokens, as in `iss`. */
  get issuer(): string {
    return this.pool.userPoolProviderUrl;
  }
}
