// An installation and its OpenID Connect issuer in one server on loopback: sign-in page, token endpoint, one route.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Asked {
  challenge: string;
  redirect: string;
}

export async function startInstallation() {
  const codes = new Map<string, Asked>();
  const refreshTokens = new Set<string>();
  let made = 0;
  const seen = {
    /** Of every call of the API, its Authorization header. */
    authorizations: [] as string[],
    grants: [] as string[],
    authorize: undefined as URLSearchParams | undefined,
  };
  const settings = { expiresIn: 3600, refuses: false, page: '/authorize' };
  let url = '';

  const tokens = (): object => {
    made += 1;
    refreshTokens.add(`refresh-${made}`);
    const access_token = `header.${made}.signature`;
    return {
      access_token,
      token_type: 'Bearer',
      expires_in: settings.expiresIn,
      refresh_token: `refresh-${made}`,
    };
  };
  const redeem = (form: URLSearchParams): object | undefined => {
    seen.grants.push(form.get('grant_type') ?? '');
    if (form.get('client_id') !== 'cli') return undefined;
    if (form.get('grant_type') === 'refresh_token')
      return refreshTokens.delete(form.get('refresh_token') ?? '') ? tokens() : undefined;
    const asked = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const verified = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    return asked?.challenge === verified && asked.redirect === form.get('redirect_uri')
      ? tokens()
      : undefined;
  };
  const authorize = (query: URLSearchParams): string => {
    seen.authorize = query;
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('state', query.get('state') ?? '');
    if (settings.refuses) {
      back.searchParams.set('error', 'access_denied');
      back.searchParams.set('error_description', 'Ann is not allowed in');
      return back.href;
    }
    const code = `code-${codes.size + 1}`;
    codes.set(code, {
      challenge: query.get('code_challenge') ?? '',
      redirect: query.get('redirect_uri') ?? '',
    });
    back.searchParams.set('code', code);
    return back.href;
  };
  const discovery = () => ({
    ...{
      issuer: url,
      authorization_endpoint: new URL(settings.page, url).href,
      token_endpoint: `${url}/token`,
    },
    response_types_supported: ['code'],
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const json = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const at = new URL(request.url ?? '/', url);
    if (at.pathname === '/.well-known/openid-configuration') json(200, discovery());
    else if (at.pathname === '/v1/sign-in') json(200, { issuer: url, clientId: 'cli' });
    else if (at.pathname === '/authorize')
      response.writeHead(302, { location: authorize(at.searchParams) }).end();
    else if (at.pathname === '/token') {
      let text = '';
      for await (const chunk of request) text += String(chunk);
      const made = redeem(new URLSearchParams(text));
      json(made ? 200 : 400, made ?? { error: 'invalid_grant' });
    } else {
      seen.authorizations.push(request.headers.authorization ?? '');
      json(200, { keys: [] });
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, seen, settings, stop: () => new Promise((done) => server.close(done)) };
}
