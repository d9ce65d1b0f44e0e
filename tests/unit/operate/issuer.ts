// A local OpenID Connect issuer of tokens: discovery, keys, signed tokens.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const AUDIENCE = 'cairn-test';

export interface TokenOptions {
  groups?: string[];
  roles?: string[];
  issuer?: string;
  /** Null: no audience; `client` names the client it was made for, as in Cognito's access tokens. */
  audience?: string | null;
  client?: string;
  expiresIn?: number;
  /** Signs with a key that the issuer does not have. */
  forged?: boolean;
}

export async function startIssuer() {
  const own = await generateKeyPair('RS256');
  const other = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  let url = '';
  let down = false;
  const server = createServer((request, response) => {
    if (down) response.writeHead(503).end();
    else if (request.url === '/.well-known/openid-configuration')
      response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` }));
    else response.end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    setDown: (isDown: boolean) => {
      down = isDown;
    },
    token({
      groups,
      roles,
      issuer = url,
      audience = AUDIENCE,
      expiresIn = 600,
      client,
      forged,
    }: TokenOptions = {}) {
      const now = Math.floor(Date.now() / 1000);
      const jwt = new SignJWT({
        ...(groups && { 'cognito:groups': groups }),
        ...(roles && { 'cairn:roles': roles }),
        ...(client && { client_id: client }),
      });
      if (audience !== null) jwt.setAudience(audience);
      return jwt
        .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
        .setIssuer(issuer)
        .setSubject('ann')
        .setIssuedAt(now)
        .setExpirationTime(now + expiresIn)
        .sign(forged ? other.privateKey : own.privateKey);
    },
    stop: () => new Promise((done) => server.close(done)),
  };
}
