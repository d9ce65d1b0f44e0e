// The local issuer of JWTs: people's tokens without an identity provider. `Authorization: Bearer local-ROLE` at the
// local API becomes a real RS256 token of this issuer, which the functions check like any other.

import { exportJWK, type GenerateKeyPairResult, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { CloudClock } from './clock.ts';

export const ROLES = ['admin', 'marketer', 'finance', 'privacy', 'viewer'] as const;
export const AUDIENCE = 'cairn-local';
const KEY_ID = 'local-1';
const LIFETIME_S = 3600;
/** A token is reused until this little of its life is left. */
const RENEW_BEFORE_S = 300;

export class Issuer {
  readonly url: string;
  readonly jwks: { keys: JWK[] };
  #sign: (role: string, issuedAt: number) => Promise<string>;
  #clock: CloudClock;
  #tokens = new Map<string, { token: string; expiresAt: number }>();

  private constructor(url: string, key: GenerateKeyPairResult['privateKey'], jwk: JWK, clock: CloudClock) {
    this.url = url;
    this.jwks = { keys: [{ ...jwk, kid: KEY_ID, alg: 'RS256', use: 'sig' }] };
    this.#clock = clock;
    this.#sign = (role, issuedAt) =>
      new SignJWT({ 'cognito:groups': [role], 'cairn:roles': [role] })
        .setProtectedHeader({ alg: 'RS256', kid: KEY_ID })
        .setIssuer(url)
        .setAudience(AUDIENCE)
        .setSubject(`local-${role}`)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + LIFETIME_S)
        .sign(key);
  }

  static async create(apiUrl: string, clock: CloudClock): Promise<Issuer> {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    return new Issuer(`${apiUrl}/_local/issuer`, privateKey, await exportJWK(publicKey), clock);
  }

  discovery(): { issuer: string; jwks_uri: string; id_token_signing_alg_values_supported: string[] } {
    return {
      issuer: this.url,
      jwks_uri: `${this.url}/.well-known/jwks.json`,
      id_token_signing_alg_values_supported: ['RS256'],
    };
  }

  async token(role: string): Promise<string> {
    const now = Math.floor(this.#clock.now() / 1000);
    const known = this.#tokens.get(role);
    if (known !== undefined && known.expiresAt - now > RENEW_BEFORE_S) return known.token;
    const token = await this.#sign(role, now);
    this.#tokens.set(role, { token, expiresAt: now + LIFETIME_S });
    return token;
  }

  /** An Authorization header with a local token exchanged for a real one; any other header unchanged. */
  async exchange(authorization: string | undefined): Promise<string | undefined> {
    const role = /^bearer local-([a-z]+)$/i.exec(authorization ?? '')?.[1]?.toLowerCase();
    const known = ROLES.find((name) => name === role);
    return known === undefined ? authorization : `Bearer ${await this.token(known)}`;
  }
}
