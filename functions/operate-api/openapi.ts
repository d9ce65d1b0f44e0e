// The API's OpenAPI description, generated from the tables of routes alone.
import * as z from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { rolesFor } from '../../lib/http/roles.ts';
import type { OperatorRoute, PublicRoute } from '../../schemas/api/route.ts';
import { operatorRoutes, publicRoutes } from '../../schemas/api/routes.ts';

const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    pointer: z.string().optional().meta({ description: 'JSON Pointer to what is wrong in the request body' }),
    errors: z.array(z.looseObject({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });
const PROBLEM_TYPE = 'application/problem+json';

const problems = (...statuses: number[]): ZodOpenApiResponsesObject =>
  Object.fromEntries(
    statuses.map((status) => [
      String(status),
      { description: DESCRIPTIONS[status], content: { [PROBLEM_TYPE]: { schema: Problem } } },
    ]),
  );

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: 'Not well-formed',
  401: 'No valid token or key',
  403: 'The role or key may not do this',
  404: 'There is none',
  409: 'Somebody was there first',
  422: 'Well-formed, and wrong in what it says',
  429: 'Too much at once',
  503: 'Try again: what was taken counts once',
};

export function describeApi(): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  const add = (key: string, operation: ZodOpenApiOperationObject): void => {
    const [method = '', path = ''] = key.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: { ...parametersOf(path), ...operation } };
  };
  for (const [key, route] of Object.entries<OperatorRoute>(operatorRoutes))
    add(key, operatorsOperation(route));
  for (const [key, route] of Object.entries(publicRoutes)) add(key, publicOperation(route));
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Cairn',
      version: '1',
      description: 'Customer journeys, message sending, consent and marketing budgets.',
    },
    components: {
      securitySchemes: {
        people: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        writeKey: { type: 'http', scheme: 'basic', description: 'The write key as user name, no password' },
      },
    },
    paths: paths as ZodOpenApiPathsObject,
  });
}

const ok = (schema: z.ZodType, csv?: true): ZodOpenApiResponsesObject => ({
  '200': {
    description: 'Done',
    content: { 'application/json': { schema }, ...(csv && { 'text/csv': { schema: z.string() } }) },
  },
});

const accepts = (schema: z.ZodType) => ({ requestBody: { content: { 'application/json': { schema } } } });

function operatorsOperation({
  duty,
  summary,
  query,
  body,
  answer,
  csv,
}: OperatorRoute): ZodOpenApiOperationObject {
  return {
    summary,
    description: `Roles: ${rolesFor(duty).join(', ')}.`,
    security: [{ people: [] }],
    ...(query && { requestParams: { query } }),
    ...(body && accepts(body)),
    responses: { ...ok(answer, csv), ...problems(400, 401, 403, 404, 409, 422) },
  };
}

function publicOperation({ who, summary, body, answer }: PublicRoute): ZodOpenApiOperationObject {
  const withKey = who === 'write key';
  return {
    summary,
    security: withKey ? [{ writeKey: [] }] : [],
    ...(body && accepts(body)),
    responses: {
      ...(answer ? ok(answer) : LINK_ANSWERS),
      ...(withKey && problems(400, 401, 403, 429, 503)),
    },
  };
}

const LINK_ANSWERS = { '200': { description: 'Done' }, '302': { description: 'To where the link leads' } };

function parametersOf(path: string): Pick<ZodOpenApiOperationObject, 'parameters'> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
  return {
    parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
  };
}
