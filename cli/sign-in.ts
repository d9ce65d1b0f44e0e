/**
 * Signing in with OpenID Connect's authorization code flow: the browser comes back to a port of this machine, with the
 * `state` that was sent (nobody else's answer is taken), and the code is redeemed with PKCE (S256), which only this
 * process can. The client is public and has no secret.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as oauth from 'oauth4webapi';
import type { SignIn } from '../schemas/api/public.ts';
import { LOGIN_PORTS } from '../schemas/names.ts';
import { Failure } from './output.ts';
import { isLoopback, type Tokens } from './token-store.ts';

const WAIT_MS = 5 * 60_000;
const SCOPE = 'openid email profile';

/** Returns when the browser came back; `show` gets the address to open. */
export async function signIn(at: SignIn, show: (url: string) => void, port?: number): Promise<Tokens> {
  const server = await discovered(at.issuer);
  const { authorization_endpoint: signInPage } = server;
  if (!signInPage)
    throw new Failure(`${at.issuer} has no page to sign in at. Set CAIRN_TOKEN to a token of it instead.`);
  // The address is given to this machine to open, which could start a program for another kind of address.
  if (!/^https:\/\//i.test(signInPage) && !(isLoopback(at.issuer) && /^http:\/\//i.test(signInPage)))
    throw new Failure(`The page that ${at.issuer} names to sign in at is no web page over https.`);
  const { listener, listening } = await listen(port === undefined ? LOGIN_PORTS : [port]);
  try {
    // Cognito takes plain http for this name alone; elsewhere the number needs no resolver (RFC 8252).
    const host = new URL(at.issuer).host.startsWith('cognito-idp.') ? 'localhost' : '127.0.0.1';
    const redirect = `http://${host}:${listening}/callback`;
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const url = new URL(signInPage);
    for (const [name, value] of Object.entries({
      ...{ client_id: at.clientId, response_type: 'code', redirect_uri: redirect, scope: SCOPE, state },
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }))
      url.searchParams.set(name, value);
    const back = cameBack(listener, server, { client: { client_id: at.clientId }, state });
    show(url.href);
    const client = { client_id: at.clientId };
    const asked = oauth.authorizationCodeGrantRequest(
      ...([server, client, oauth.None(), await back, redirect, verifier, insecure(at.issuer)] as const),
    );
    const answer = await told(asked);
    return tokensFrom(at, await told(oauth.processAuthorizationCodeResponse(server, client, answer)));
  } finally {
    listener.closeAllConnections();
    listener.close();
  }
}

/** Undefined: the issuer takes the refresh token no more. */
export async function refreshed(tokens: Tokens): Promise<Tokens | undefined> {
  const { issuer, clientId, refreshToken } = tokens;
  if (refreshToken === undefined) return undefined;
  const server = await discovered(issuer);
  const client = { client_id: clientId };
  try {
    const answer = await oauth.refreshTokenGrantRequest(
      ...([server, client, oauth.None(), refreshToken, insecure(issuer)] as const),
    );
    const next = tokensFrom(tokens, await oauth.processRefreshTokenResponse(server, client, answer));
    // An issuer that does not rotate it sends none.
    return { ...next, refreshToken: next.refreshToken ?? refreshToken };
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError) return undefined;
    throw failure(error);
  }
}

function tokensFrom({ issuer, clientId }: SignIn, answer: oauth.TokenEndpointResponse): Tokens {
  const { access_token, id_token, refresh_token, expires_in = 3600 } = answer;
  // An access token that is no JWT means something to its issuer alone.
  const token = access_token.split('.').length === 3 ? access_token : (id_token ?? access_token);
  return {
    ...{ issuer, clientId, token, expiresAt: Date.now() + expires_in * 1000 },
    ...(refresh_token !== undefined && { refreshToken: refresh_token }),
  };
}

async function discovered(issuer: string): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  return told(
    oauth
      .discoveryRequest(url, insecure(issuer))
      .then((answer) => oauth.processDiscoveryResponse(url, answer)),
  );
}

/** Plain http is for an issuer on this machine only. */
const insecure = (issuer: string) => ({
  [oauth.allowInsecureRequests]: isLoopback(issuer),
});

async function listen(ports: readonly number[]): Promise<{ listener: Server; listening: number }> {
  for (const port of ports) {
    const listener = createServer();
    try {
      listener.listen(port, '127.0.0.1');
      await once(listener, 'listening');
      return { listener, listening: (listener.address() as AddressInfo).port };
    } catch {
      listener.close();
    }
  }
  throw new Failure(`No port of ${ports.join(', ')} is free on 127.0.0.1 for the browser to come back to.`);
}

type Asked = { client: oauth.Client; state: string };

/** What the browser brought. A request with another state is answered, and waited on. */
function cameBack(listener: Server, server: oauth.AuthorizationServer, { client, state }: Asked) {
  return new Promise<URLSearchParams>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Failure('Nobody signed in within five minutes.')), WAIT_MS);
    listener.on('close', () => clearTimeout(timer));
    listener.on('request', (request, response) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const page = (status: number, text: string) =>
        response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
      if (url.pathname !== '/callback') return page(404, 'There is nothing here.');
      if (url.searchParams.get('state') !== state)
        return page(400, 'This is not the sign-in that the command line waits for.');
      try {
        resolve(oauth.validateAuthResponse(server, client, url, state));
        return page(200, 'You are signed in. Close this window and return to the command line.');
      } catch (error) {
        reject(failure(error));
        return page(400, 'You are not signed in. The command line says why.');
      }
    });
  });
}

async function told<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw failure(error);
  }
}

/** The issuer's own words where it gave any. */
function failure(error: unknown): Failure {
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError)
    return new Failure(`Not signed in: ${error.error_description ?? error.error}`);
  return new Failure(
    `Not signed in: ${error instanceof Error ? error.message : 'the issuer did not answer'}`,
  );
}
