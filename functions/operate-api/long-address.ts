/**
 * Serves the greedy routes of addresses with a slash: the end of the path says which route was meant, the rest of it is
 * the address. An address that itself ends like a route (`user:a/why`) has to be encoded twice.
 */
import { problem } from '../../lib/http/problem.ts';
import type { Route, Routes } from '../../lib/http/stack.ts';
import { longAddressRoute, longAddressRoutes } from '../../schemas/api/routes.ts';

export function withLongAddresses(routes: Routes): Routes {
  const keys = Object.keys(routes);
  return Object.fromEntries(
    longAddressRoutes(keys).map((greedy): [string, Route] => {
      const meant = keys.filter((key) => key.includes('{address}') && longAddressRoute(key) === greedy);
      // The longest end first: the route of the address alone fits every path.
      const patterns = meant.toSorted((one, other) => other.length - one.length).map(patternOf);
      return [
        greedy,
        (event, trace) => {
          const rest = event.pathParameters?.['rest'] ?? '';
          for (const { key, pattern } of patterns) {
            const pathParameters = pattern.exec(rest)?.groups;
            if (pathParameters)
              return routes[key]?.({ ...event, routeKey: key, pathParameters }, trace) ?? none();
          }
          return none();
        },
      ];
    }),
  );
}

/** Of what follows the greedy route's beginning. */
function patternOf(key: string): { key: string; pattern: RegExp } {
  const after = key.slice(key.indexOf('{address}') + '{address}'.length);
  const end = after.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return { key, pattern: new RegExp(`^(?<address>.+)${end}$`, 's') };
}

const none = (): never => {
  throw problem(404, { detail: 'There is no such route.' });
};
