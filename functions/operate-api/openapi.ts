// The API's description, made of the route table itself: what is not in the table is not in the description.
import * as z from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { rolesFor } from '../../lib/http/roles.ts';
import { callOfPath } from '../../schemas/names.ts';
import { SpendRequest } from '../../schemas/spend.ts';
import type { OperatorRoute } from './route.ts';

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
const Taken = z.object({
  success: z.literal(true),
  accepted: z.int(),
  rejected: z.array(z.object({ index: z.int(), pointer: z.string(), detail: z.string() })),
});
const Token = z.object({ token: z.string() });
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
  501: 'Not there yet',
  503: 'Try again: what was taken counts once',
};

export function describeApi(routes: readonly OperatorRoute[]): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  const add = (key: string, operation: ZodOpenApiOperationObject): void => {
    const [method = '', path = ''] = key.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: { ...parametersOf(path), ...operation } };
  };
  for (const each of routes) add(each.key, operatorsOperation(each));
  for (const call of Object.keys(callOfPath))
    add(
      `POST /v1/${call}`,
      intakeOperation(`Segment HTTP API: ${callOfPath[call as keyof typeof callOfPath]}`, z.looseObject({})),
    );
  add(
    'POST /v1/spend',
    intakeOperation('What was spent outside, by date, channel and campaign', SpendRequest),
  );
  for (const [key, summary] of Object.entries(RECIPIENTS)) add(key, recipientsOperation(summary));
  for (const [key, summary] of Object.entries(OPEN))
    add(key, { summary, security: [], responses: ok(z.looseObject({})) });
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

const OPEN: Readonly<Record<string, string>> = {
  'GET /openapi.json': 'This description',
  'GET /health': 'Whether the API answers',
  'GET /v1/projects/{key}/settings': 'What analytics.js asks for at its start',
};
const RECIPIENTS: Readonly<Record<string, string>> = {
  'GET /u/{token}': 'A page with one button to unsubscribe',
  'POST /u/{token}': 'One-click unsubscribe (RFC 8058)',
  'GET /c/{token}': 'A click',
  'GET /o/{token}': 'An open',
};

const ok = (schema: z.ZodType): ZodOpenApiResponsesObject => ({
  '200': { description: 'Done', content: { 'application/json': { schema } } },
});

function operatorsOperation({
  duty,
  summary,
  run,
  query,
  body,
  answer,
}: OperatorRoute): ZodOpenApiOperationObject {
  const description = `Roles: ${rolesFor(duty).join(', ')}.`;
  const security = [{ people: [] }];
  if (!run) {
    const later = `${description} Not there yet: the name is kept, and answers 501.`;
    return { summary, description: later, security, responses: problems(401, 403, 501) };
  }
  return {
    summary,
    description,
    security,
    ...(query && { requestParams: { query } }),
    ...(body && { requestBody: { content: { 'application/json': { schema: body } } } }),
    responses: { ...ok(answer ?? z.looseObject({})), ...problems(400, 401, 403, 404, 409, 422) },
  };
}

const intakeOperation = (summary: string, schema: z.ZodType): ZodOpenApiOperationObject => ({
  summary,
  security: [{ writeKey: [] }],
  requestBody: { content: { 'application/json': { schema } } },
  responses: { ...ok(Taken), ...problems(400, 401, 403, 429, 503) },
});

const recipientsOperation = (summary: string): ZodOpenApiOperationObject => ({
  summary,
  security: [],
  requestParams: { path: Token },
  responses: { '200': { description: 'Done' }, '302': { description: 'To where the link leads' } },
});

function parametersOf(path: string): Pick<ZodOpenApiOperationObject, 'parameters'> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
  return {
    parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
  };
}
