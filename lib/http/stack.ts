/**
 * The one middleware stack of every HTTP function. It routes by the gateway's route key, responds to thrown errors with
 * problem+json, and writes one log line per request with the route key and ids only (I9: a path contains addresses and
 * tokens). A request has a trace: that of its `traceparent`, or a new one. Every log line contains it, and so does the
 * response header `trace-id`.
 */
import { randomBytes } from 'node:crypto';
import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { TraceId } from '../../schemas/primitives.ts';
import { logger } from '../adapters/logger.ts';
import { traceOfParent } from '../domain/trace.ts';
import { Unavailable } from '../ports/queue.ts';
import { header } from './body.ts';
import { Problem, problem, problemAnswer } from './problem.ts';

export type Answer = APIGatewayProxyStructuredResultV2;
export type Route = (event: APIGatewayProxyEventV2, trace: TraceId) => Answer | Promise<Answer>;
/** `POST /v1/track` -> its handler. */
export type Routes = Readonly<Record<string, Route>>;

type Middleware = MiddlewareObj<APIGatewayProxyEventV2, Answer>;

/** What Lambda calls. */
export type HttpHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<Answer>;

/** Responds in time to say what to do; at its own timeout Lambda would only cut the connection. */
const TIMEOUT = {
  timeoutEarlyInMillis: 250,
  timeoutEarlyResponse: (): never => {
    throw new Unavailable('The time of the function ran out.');
  },
};

export function httpHandler(routes: Routes): HttpHandler {
  const traces: Traces = new WeakMap();
  return middy<APIGatewayProxyEventV2, Answer>(TIMEOUT)
    .use(requestLog(traces))
    .use(problems())
    .handler(async (event: APIGatewayProxyEventV2) => {
      const route = Object.hasOwn(routes, event.routeKey) ? routes[event.routeKey] : undefined;
      if (!route) throw problem(404, { detail: 'There is no such route.' });
      return route(event, traces.get(event) ?? newTrace());
    });
}

export function json(
  statusCode: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

type Traces = WeakMap<APIGatewayProxyEventV2, TraceId>;

const newTrace = (): TraceId => randomBytes(16).toString('hex');

function requestLog(traces: Traces): Middleware {
  const startedAt = new WeakMap<object, number>();
  const finish = (event: APIGatewayProxyEventV2, answer: Answer | undefined): void => {
    const status = answer?.statusCode;
    if (answer) answer.headers = { ...answer.headers, 'trace-id': traces.get(event) ?? '' };
    logger.info('request', {
      requestId: event.requestContext?.requestId,
      ...(status === undefined ? {} : { status }),
      ms: Math.round(performance.now() - (startedAt.get(event) ?? performance.now())),
    });
  };
  return {
    before: ({ event }) => {
      startedAt.set(event, performance.now());
      const trace = traceOfParent(header(event, 'traceparent')) ?? newTrace();
      traces.set(event, trace);
      logger.from({ route: event.routeKey, trace });
    },
    after: (request) => finish(request.event, request.response ?? undefined),
    // Runs after `problems`, which was added later, so the response exists.
    onError: (request) => finish(request.event, request.response ?? undefined),
  };
}

function problems(): Middleware {
  return {
    onError: (request) => {
      request.response = problemAnswer(toProblem(request.error ?? new Error('unknown')));
    },
  };
}

/** Anything but a Problem is logged with its class and stack, and never shown to the caller. */
function toProblem(error: Error): Problem {
  if (error instanceof Problem) return error;
  if (isThrottled(error)) {
    logger.warn('throttled', { error });
    return problem(429, { detail: 'Too much at once. Send it all again a little later.', retryAfter: 2 });
  }
  if (error instanceof Unavailable) {
    logger.error('unavailable', { error });
    return problem(503, {
      detail: 'Not everything was taken. Send it all again: what was taken counts once.',
      retryAfter: 1,
    });
  }
  logger.error('failed', { error });
  return problem(500, { detail: 'Something failed that should not have. It was logged.' });
}

/** The cloud's throttling errors, at any depth of causes. */
export function isThrottled(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (/Throttl|TooManyRequests|ProvisionedThroughputExceeded|RequestLimitExceeded/.test(at.name))
      return true;
  }
  return false;
}
