// GET /v1/projects/{key}/settings: what analytics.js requests from its CDN before it sends anything. The response makes
// it post here.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { header } from '../../lib/http/body.ts';
import { problem } from '../../lib/http/problem.ts';
import { type Answer, json } from '../../lib/http/stack.ts';
import type { WriteKeys } from '../../lib/ports/write-keys.ts';

export async function settingsFor(event: APIGatewayProxyEventV2, writeKeys: WriteKeys): Promise<Answer> {
  const apiKey = event.pathParameters?.['key'] ?? '';
  if (!(await writeKeys.find(apiKey))) throw problem(404, { detail: 'The write key is not known.' });
  // The host of the request, so that a custom domain or a local port is kept; a TLS terminator passes the original host
  // on.
  const host = header(event, 'host') ?? event.requestContext.domainName;
  const protocol = header(event, 'x-forwarded-proto') === 'https' ? 'https' : 'http';
  return json(200, settings(apiKey, `${host}/v1`, protocol), { 'cache-control': 'public, max-age=60' });
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
