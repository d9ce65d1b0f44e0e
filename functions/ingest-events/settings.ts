/**
 * What SDKs in browsers request before they send anything: analytics.js GET /v1/projects/{key}/settings, whose answer
 * makes it post here, and RudderStack's SDKs GET /sourceConfig/, whose answer says that there is a source and no
 * destination to load a script for.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { header } from '../../lib/http/body.ts';
import { problem } from '../../lib/http/problem.ts';
import { type Answer, json } from '../../lib/http/stack.ts';
import type { WriteKey, WriteKeys } from '../../lib/ports/write-keys.ts';
import { keyBesideBody } from './write-key.ts';

/** The gateway allows each origin by its name: a cache must not give one origin's answer to another. */
const CACHED = { 'cache-control': 'public, max-age=60', vary: 'origin' };
const CACHED_BY_BROWSER = { 'cache-control': 'private, max-age=60', vary: 'origin, authorization' };

export async function settingsFor(event: APIGatewayProxyEventV2, writeKeys: WriteKeys): Promise<Answer> {
  const apiKey = event.pathParameters?.['key'] ?? '';
  if (!(await writeKeys.find(apiKey))) throw problem(404, { detail: 'The write key is not known.' });
  // The host of the request, so that a custom domain or a local port is kept; a TLS terminator passes the original host
  // on.
  const host = header(event, 'host') ?? event.requestContext.domainName;
  const protocol = header(event, 'x-forwarded-proto') === 'https' ? 'https' : 'http';
  return json(200, settings(apiKey, `${host}/v1`, protocol), CACHED);
}

/** The key is in a Basic header, and in the query as well. HEAD is asked for to find out whether an ad blocker is there. */
export async function sourceConfigFor(event: APIGatewayProxyEventV2, writeKeys: WriteKeys): Promise<Answer> {
  if (event.pathParameters?.['proxy']) throw problem(404, { detail: 'There is no such route.' });
  const given = keyBesideBody(event);
  if (given === undefined)
    throw problem(401, { detail: 'No write key: send it as the user name of a Basic header.' });
  const key = await writeKeys.find(given);
  if (!key) throw problem(404, { detail: 'The write key is not known.' });
  if (key.scope !== 'browser')
    throw problem(404, {
      detail: 'A page gets no settings for a server key: create a key of scope browser.',
    });
  return json(200, sourceConfig(key, given), CACHED_BY_BROWSER);
}

function sourceConfig({ id, name }: WriteKey, writeKey: string) {
  return {
    source: {
      id,
      name,
      writeKey,
      enabled: true,
      workspaceId: 'cairn',
      // Measurements and errors of the SDK itself: nobody here reads them.
      config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
      destinations: [],
      connections: [],
      // None: the SDKs post to the data plane that they were loaded with.
      dataplanes: {},
    },
  };
}

function settings(apiKey: string, apiHost: string, protocol: 'http' | 'https') {
  const allowed = { __default: { enabled: true, integrations: {} } };
  return {
    integrations: {
      'Segment.io': {
        apiKey,
        apiHost,
        protocol,
        unbundledIntegrations: [],
        addBundledMetadata: true,
        maybeBundledConfigIds: {},
        versionSettings: { version: '4.4.7', componentTypes: ['browser'] },
      },
    },
    plan: { track: allowed, identify: allowed, group: allowed },
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    // Turns off its own measurements: nobody here reads them.
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  };
}
