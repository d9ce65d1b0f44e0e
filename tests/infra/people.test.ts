/** Who may operate: people of a pool that an admin fills, or those of the installation's own issuer. */

import { describe, expect, it } from 'vitest';
import { ROLES } from '../../lib/http/roles.ts';
import { LOGIN_PORTS } from '../../schemas/names.ts';
import { Installation } from './installation.ts';

const installation = new Installation();
const operateApi = (of: Installation) =>
  of.functions().find(({ name }) => name === 'OperateApi')?.environment ?? {};

describe('people', () => {
  it('are in a pool without self sign-up that outlives its stack', () => {
    const [pool, ...more] = installation.of('AWS::Cognito::UserPool');
    expect(more).toEqual([]);
    expect(pool?.properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      UsernameAttributes: ['email'],
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      DeletionProtection: 'ACTIVE',
      UserPoolTier: 'LITE',
    });
  });

  it('have a group for each role that the API knows', () => {
    const groups = installation
      .of('AWS::Cognito::UserPoolGroup')
      .map(({ properties }) => properties['GroupName']);
    expect(groups.sort()).toEqual([...ROLES].sort());
  });

  it('sign in with a password, SRP or a code from the browser through a client without a secret, and in no other manner', () => {
    const [client] = installation.of('AWS::Cognito::UserPoolClient');
    expect(client?.properties).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      PreventUserExistenceErrors: 'ENABLED',
    });
    expect(client?.properties['ExplicitAuthFlows']).toEqual([
      'ALLOW_USER_PASSWORD_AUTH',
      'ALLOW_USER_SRP_AUTH',
      'ALLOW_REFRESH_TOKEN_AUTH',
    ]);
    expect(installation.of('AWS::Cognito::UserPoolDomain')).toHaveLength(1);
  });

  it('come back from the browser to a port of their own machine alone', () => {
    const [client] = installation.of('AWS::Cognito::UserPoolClient');
    const urls = LOGIN_PORTS.map((port) => `http://localhost:${port}/callback`);
    expect(client?.properties['CallbackURLs']).toEqual(urls);
  });

  it("are authenticated by the pool's issuer and client, unless parameters name others", () => {
    const { JWT_ISSUER = '', JWT_AUDIENCE = '' } = operateApi(installation);
    const [issuerSetting, issuer] = JWT_ISSUER.split(' or ');
    const [audienceSetting, audience] = JWT_AUDIENCE.split(' or ');
    expect(issuerSetting).toBe('CairnIntake/JwtIssuer');
    expect(installation.find(issuer ?? '')?.type).toBe('AWS::Cognito::UserPool');
    expect(audienceSetting).toBe('CairnIntake/JwtAudience');
    expect(installation.find(audience ?? '')?.type).toBe('AWS::Cognito::UserPoolClient');
  });

  it("come from the installation's own issuer where it names one; no pool is made then", () => {
    const own = new Installation({ jwtIssuer: 'https://id.example', jwtAudience: 'marketing' });
    expect(own.resources.filter(({ type }) => type.startsWith('AWS::Cognito::'))).toEqual([]);
    expect(operateApi(own)).toMatchObject({
      JWT_ISSUER: 'CairnIntake/JwtIssuer',
      JWT_AUDIENCE: 'CairnIntake/JwtAudience',
    });
  });
});
