// Errors as RFC 9457 problem+json. A problem is thrown where it is found, and the stack responds with it.
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Too large',
  422: 'Cannot be processed',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Try again',
};

const BASIC = 'Basic realm="Cairn", charset="UTF-8"';

export interface ProblemDetails {
  /** Short, the same for every problem of its kind. */
  title?: string;
  /** What is wrong this time, and what to do. Never quotes an address. */
  detail?: string;
  /** JSON Pointer to what is wrong in the request's body. */
  pointer?: string;
  /** Seconds. */
  retryAfter?: number;
  /** The challenge of a 401; absent: the write key's Basic. */
  challenge?: string;
  /** Further members, as RFC 9457 allows. */
  extra?: Readonly<Record<string, unknown>>;
}

export class Problem extends Error {
  override name = 'Problem';
  readonly status: number;
  readonly details: ProblemDetails;

  constructor(status: number, details: ProblemDetails) {
    super(details.title ?? TITLES[status] ?? 'Error');
    this.status = status;
    this.details = details;
  }
}

export function problem(status: number, details: ProblemDetails = {}): Problem {
  return new Problem(status, details);
}

export function problemAnswer(problem: Problem): APIGatewayProxyStructuredResultV2 {
  const { title, detail, pointer, retryAfter, challenge = BASIC, extra } = problem.details;
  return {
    statusCode: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(problem.status === 401 ? { 'www-authenticate': challenge } : {}),
    },
    body: JSON.stringify({
      type: 'about:blank',
      title: title ?? TITLES[problem.status] ?? 'Error',
      status: problem.status,
      ...(detail === undefined ? {} : { detail }),
      ...(pointer === undefined ? {} : { pointer }),
      ...extra,
    }),
  };
}
