/**
 * Operators' tokens: a JWT of the installation's own issuer (Cognito or any OpenID Connect one), in the Authorization
 * header. Signature, issuer, audience and expiry are checked here, and roles are read from `cognito:groups` or
 * `cairn:roles`.
 */
import { JwtVerifier } from 'aws-jwt-verify';
import {
  FetchError,
  JwtBaseError,
  JwtExpiredError,
  JwtInvalidAudienceError,
  JwtInvalidIssuerError,
  JwtInvalidSignatureError,
  JwtNotBeforeError,
  KidNotFoundInJwksError,
  WaitPeriodNotYetEndedJwkError,
} from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Unavailable } from '../ports/queue.ts';
import { header } from './body.ts';
import { problem } from './problem.ts';
import { isRole, type Role } from './roles.ts';

export interface Principal {
  /** The token's subject: the author of decisions and releases. */
  id: string;
  roles: Role[];
}

export type Authenticate = (event: APIGatewayProxyEventV2) => Promise<Principal>;

export interface IssuerSettings {
  /** Empty: the installation has no operators yet, and nobody gets in. */
  issuer: string | undefined;
  audience: string | undefined;
}

const FETCH_TIMEOUT_MS = 3_000;
const ROLE_CLAIMS = ['cognito:groups', 'cairn:roles'];

/** Throws a 401 that names the mistake and never quotes the token. */
export function bearerAuth({ issuer, audience }: IssuerSettings): Authenticate {
  let verifier: Promise<{ verify(token: string): Promise<JwtPayload> }> | undefined;
  return async (event) => {
    const token = /^Bearer +(\S+) *$/i.exec(header(event, 'authorization') ?? '')?.[1];
    if (!token) throw unauthorized('Send a bearer token in the Authorization header.');
    if (!issuer || !audience)
      throw unauthorized('No issuer of tokens is configured: set JwtIssuer and JwtAudience.');
    verifier ??= createVerifier(issuer, audience);
    try {
      const claims = await (await verifier).verify(token);
      return { id: claims.sub ?? 'unknown', roles: rolesOf(claims) };
    } catch (error) {
      // The discovered keys may be at fault: the next request discovers them again.
      if (!(error instanceof JwtBaseError)) verifier = undefined;
      throw toProblem(error);
    }
  };
}

async function createVerifier(issuer: string, audience: string) {
  // Its own fetcher supports https only, and a local issuer uses http.
  const jwksCache = new SimpleJwksCache({ fetcher: { fetch: (uri) => get(uri) } });
  const jwksUri = await discover(issuer);
  const customJwtCheck = ({ payload }: { payload: JwtPayload }): void => checkAudience(payload, audience);
  return JwtVerifier.create({ issuer, audience: null, jwksUri, customJwtCheck }, { jwksCache });
}

/** `aud` must name us. Cognito's access tokens have no `aud`; they name the client they were made for instead. */
function checkAudience({ aud, client_id: client }: JwtPayload, audience: string): void {
  const named = aud === undefined ? client : aud;
  if (Array.isArray(named) ? named.includes(audience) : named === audience) return;
  throw new JwtInvalidAudienceError('The token is not meant for this API', named, audience);
}

/** The address of the issuer's keys, by OpenID Connect discovery. */
async function discover(issuer: string): Promise<string> {
  const uri = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const found = parse(new TextDecoder().decode(await get(uri)));
  const jwksUri =
    typeof found === 'object' && found !== null && 'jwks_uri' in found ? found.jwks_uri : undefined;
  if (typeof jwksUri !== 'string') throw new Unavailable('The issuer of tokens says nothing of its keys.');
  return jwksUri;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function get(uri: string): Promise<ArrayBuffer> {
  try {
    const answer = await fetch(uri, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS), redirect: 'error' });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return await answer.arrayBuffer();
  } catch (error) {
    throw new Unavailable('The issuer of tokens does not answer.', { cause: error });
  }
}

function rolesOf(claims: JwtPayload): Role[] {
  const named = ROLE_CLAIMS.flatMap((claim) => {
    const value: unknown = claims[claim];
    if (typeof value === 'string') return value.split(/[\s,]+/);
    return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
  });
  return [...new Set(named)].filter(isRole);
}

function toProblem(error: unknown): Error {
  if (error instanceof FetchError)
    return new Unavailable('The issuer of tokens does not answer.', { cause: error });
  if (!(error instanceof JwtBaseError)) return error instanceof Error ? error : new Error('unknown');
  const [, reason] = REASONS.find(([kind]) => error instanceof kind) ?? [];
  return unauthorized(`The token is not valid: ${reason ?? 'it cannot be read'}.`);
}

const REASONS = [
  [JwtExpiredError, 'it has expired'],
  [JwtNotBeforeError, 'it is not valid yet'],
  [JwtInvalidIssuerError, 'another issuer made it'],
  [JwtInvalidAudienceError, 'it is meant for another audience'],
  [JwtInvalidSignatureError, 'its signature is wrong'],
  [KidNotFoundInJwksError, 'the issuer has no such key'],
  [WaitPeriodNotYetEndedJwkError, 'the issuer has no such key'],
] as const;

const unauthorized = (detail: string): Error => problem(401, { detail, challenge: 'Bearer realm="Cairn"' });
