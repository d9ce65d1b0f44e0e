// GET /v1/projects/{key}/settings: what analytics.js asks its CDN for before it sends anything. It is told to post here.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { header } from '../../lib/http/body.ts';
import { problem } from '../../lib/http/problem.ts';
import { type Answer, json } from '../../lib/http/stack.ts';
import type { WriteKeys } from '../../lib/ports/write-keys.ts';

export async function settingsFor(event: APIGatewayProxyEventV2, writeKeys: WriteKeys): Promise<Answer> {
  const apiKey = event.pathParameters?.['key'] ?? '';
  if (!(await writeKeys.find(apiKey))) throw problem(404, { detail: 'The write key is not known.' });
  // The host that was asked, so that a domain of one's own and a laptop's port stay what they are; whoever ends TLS says so.
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
    // None of its own measurements: there is nobody here to read them.
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  };
}
