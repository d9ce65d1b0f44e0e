// Which route of an HTTP API a request matches: the most specific one, as in the gateway.

import type { RouteSpec } from '../template/inventory.ts';
import type { MatchedRoute } from './event.ts';

interface Route {
  spec: RouteSpec;
  method: string;
  segments: string[];
}

export type Match = MatchedRoute & { functionArn: string; apiId: string };

export function routeTable(specs: readonly RouteSpec[]): (method: string, path: string) => Match | undefined {
  const routes = specs.map((spec): Route => {
    const [method = '', path = ''] = spec.key.split(' ');
    return { spec, method, segments: path.split('/').slice(1) };
  });
  routes.sort((a, b) => rank(a) - rank(b));
  return (method, path) => {
    const asked = path.split('/').slice(1);
    for (const { spec, method: own, segments } of routes) {
      if (spec.key === '$default')
        return { key: spec.key, parameters: {}, functionArn: spec.functionArn, apiId: spec.apiId };
      if (own !== method && own !== 'ANY') continue;
      const parameters = bind(segments, asked);
      if (parameters !== undefined)
        return { key: spec.key, parameters, functionArn: spec.functionArn, apiId: spec.apiId };
    }
    return undefined;
  };
}

/** Full matches before {proxy+}, fewer variables first, a method before ANY, $default last. */
function rank({ spec, method, segments }: Route): number {
  if (spec.key === '$default') return Number.POSITIVE_INFINITY;
  const greedy = segments.some((segment) => segment.endsWith('+}')) ? 1000 : 0;
  const variables = segments.filter((segment) => segment.startsWith('{')).length;
  return greedy + variables * 10 + (method === 'ANY' ? 1 : 0);
}

function bind(segments: readonly string[], asked: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const value = asked[index];
    if (value === undefined) return undefined;
    if (segment.endsWith('+}')) {
      const rest = asked.slice(index).join('/');
      // Behind a path that is there, the rest may be empty: /a/{rest+} matches /a/.
      if (rest === '' && index === 0) return undefined;
      parameters[segment.slice(1, -2)] = rest;
      return parameters;
    }
    if (value === '' && segment !== '') return undefined;
    if (segment.startsWith('{')) parameters[segment.slice(1, -1)] = value;
    else if (segment !== value) return undefined;
  }
  return asked.length === segments.length ? parameters : undefined;
}
