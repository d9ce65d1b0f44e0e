// From counted calls to what AWS would charge per event. Every counted call has a price or stops the benchmark.
import { median } from '../numbers.ts';
import type { ApiCall } from './gateway.ts';
import {
  CLOUDWATCH_LINE_BYTES,
  LAMBDA_LOG_BYTES,
  LAMBDA_LOG_LINES,
  LAMBDA_MB_A_PROCESSOR,
  PRICES,
  SQS_REQUEST_BYTES,
} from './prices.ts';

export interface CountedCall extends ApiCall {
  /** Name of the function, such as step-profile. */
  caller: string;
}

export interface Invocation {
  caller: string;
  memoryMb: number;
  ms: number;
  cpuMs: number;
}

/** Everything that a number of events led to, until nothing more happened. */
export interface Observation {
  events: number;
  httpRequests: number;
  calls: CountedCall[];
  invocations: Invocation[];
  /** What the functions wrote to their logs. */
  logs: { lines: number; bytes: number };
}

export interface FunctionUse {
  caller: string;
  perEvent: number;
  memoryMb: number;
  /** Medians. */
  ms: number;
  cpuMs: number;
}

/** USD per million events, by billed item. */
export type Bill = Record<Part, number>;
export const PARTS = {
  httpApi: 'HTTP API requests',
  sqs: 'SQS requests of the functions',
  pollers: "SQS requests of Lambda's pollers",
  writes: 'DynamoDB write units',
  reads: 'DynamoDB read units',
  invocations: 'Lambda requests',
  compute: 'Lambda GB-seconds, at the measured duration',
  others: 'KMS, S3, SNS and EventBridge requests',
} as const;
export type Part = keyof typeof PARTS;

/** The functions that a queue triggers: Lambda asks for its batch and deletes it. */
const QUEUE_OF: Record<string, 'fifo' | 'standard'> = {
  'step-profile': 'fifo',
  'deliver-wakes': 'standard',
  'send-message': 'standard',
  'project-facts': 'standard',
};
/** One receive and one delete per batch. */
const POLLER_REQUESTS_A_BATCH = 2;

export function billOf(observation: Observation): Bill {
  const { calls, events, httpRequests } = observation;
  const perEvent = (value: number) => value / events;
  const sum = (of: (call: CountedCall) => number) =>
    perEvent(calls.reduce((total, call) => total + of(call), 0));
  const functions = functionsOf(observation);
  const over = (of: (use: FunctionUse) => number) =>
    functions.reduce((total, use) => total + use.perEvent * of(use), 0);
  return {
    httpApi: perEvent(httpRequests) * PRICES.httpApiPerMillionRequests,
    sqs: sum(sqsPrice),
    pollers: over(({ caller }) => pollerPrice(caller)),
    writes: sum(({ writeUnits }) => writeUnits) * PRICES.dynamodbPerMillionWriteUnits,
    reads: sum(({ readUnits }) => readUnits) * PRICES.dynamodbPerMillionReadUnits,
    invocations: over(() => PRICES.lambdaPerMillionRequests),
    compute: over(({ ms, memoryMb }) => computePrice(ms, memoryMb)),
    others: sum(otherPrice),
  };
}

export const totalOf = (bill: Bill): number => Object.values(bill).reduce((sum, each) => sum + each, 0);

/** USD per million events if the functions had only their memory's share of a processor: an upper bound. */
export function computeAtShare(observation: Observation): number {
  return functionsOf(observation).reduce((total, { perEvent, ms, cpuMs, memoryMb }) => {
    const slower = Math.max(1, LAMBDA_MB_A_PROCESSOR / memoryMb);
    return total + perEvent * computePrice(Math.max(0, ms - cpuMs) + cpuMs * slower, memoryMb);
  }, 0);
}

/** USD per million mails; the providers' charges are not part of Cairn's own cost. */
export const mailPrice = ({ calls, events }: Observation): number =>
  (calls.filter(({ service }) => service === 'SES').length / events) * PRICES.sesPerMillionMails;

/**
 * USD per million events: what the functions log, and the lines that Lambda itself writes for each invocation.
 * CloudWatch adds some bytes to each line. Not part of the bill, because how much is logged is a setting.
 */
export function logPrice({ logs, invocations, events }: Observation): number {
  const platform = invocations.length * LAMBDA_LOG_LINES;
  const bytes =
    logs.bytes + invocations.length * LAMBDA_LOG_BYTES + (logs.lines + platform) * CLOUDWATCH_LINE_BYTES;
  return ((bytes / events) * 1e6 * PRICES.cloudWatchPerGb) / 2 ** 30;
}

export function functionsOf({ invocations, events }: Observation): FunctionUse[] {
  return [...Map.groupBy(invocations, ({ caller }) => caller)].map(([caller, own]) => ({
    caller,
    perEvent: own.length / events,
    memoryMb: own[0]?.memoryMb ?? 0,
    ms: median(own.map(({ ms }) => Math.ceil(ms))),
    cpuMs: median(own.map(({ cpuMs }) => cpuMs)),
  }));
}

/** USD per million invocations of this many ms. */
const computePrice = (ms: number, memoryMb: number): number =>
  ms * 1000 * (memoryMb / 1024) * PRICES.lambdaPerGbSecond;

function pollerPrice(caller: string): number {
  const queue = QUEUE_OF[caller];
  if (!queue) return 0;
  return (
    POLLER_REQUESTS_A_BATCH *
    (queue === 'fifo' ? PRICES.sqsFifoPerMillionRequests : PRICES.sqsStandardPerMillionRequests)
  );
}

/** USD per million such calls. */
function sqsPrice({ service, bytes, fifo }: ApiCall): number {
  if (service !== 'SQS') return 0;
  const requests = Math.max(1, Math.ceil(bytes / SQS_REQUEST_BYTES));
  return requests * (fifo ? PRICES.sqsFifoPerMillionRequests : PRICES.sqsStandardPerMillionRequests);
}

function otherPrice({ service, action }: ApiCall): number {
  switch (service) {
    case 'KMS':
      return PRICES.kmsPerMillionRequests;
    case 'S3':
      if (action !== 'GetObject') throw new Error(`no price for S3 ${action}`);
      return PRICES.s3PerMillionGets;
    case 'SNS':
      return PRICES.snsPerMillionRequests;
    case 'EventBridge':
      return PRICES.eventBridgePerMillionEvents;
    case 'DynamoDB':
    case 'SQS':
    case 'SES':
      return 0;
    default:
      throw new Error(`no price for ${service} ${action}`);
  }
}
