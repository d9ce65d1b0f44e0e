// Stands between the functions and the emulators and counts each request: the caller (each function signs with a key
// of its own), the action, the number of bytes, and the capacity that DynamoDB reports as consumed. Requests pass
// unchanged.
import type { Endpoints } from '../../local/functions/environment.ts';
import { callerOf, Relay, type RelayAnswer, type RelayRequest } from '../../local/relay.ts';

export interface ApiCall {
  /** The caller's access key id. */
  accessKey: string;
  service: string;
  action: string;
  /** Of the request's body. */
  bytes: number;
  /** SQS: the queue it names is a FIFO one. */
  fifo: boolean;
  /** DynamoDB: with those of the indexes. */
  writeUnits: number;
  readUnits: number;
}

interface ConsumedCapacity {
  CapacityUnits?: number;
}

const SERVICES: Record<string, string> = {
  DynamoDB_20120810: 'DynamoDB',
  AmazonSQS: 'SQS',
  TrentService: 'KMS',
  AWSEvents: 'EventBridge',
  PinpointSMSVoiceV2: 'SMS',
};
const READS = /^(Get|Query|Scan|BatchGet)/;

export class Gateway {
  readonly calls: ApiCall[] = [];
  #relay = new Relay((request, pass) => this.#count(request, pass));

  open(emulators: Endpoints): Promise<Endpoints> {
    return this.#relay.open(emulators);
  }

  close(): Promise<void> {
    return this.#relay.close();
  }

  async #count(request: RelayRequest, pass: (body?: Buffer) => Promise<RelayAnswer>): Promise<RelayAnswer> {
    const call = callOf(request);
    const answer = await pass(call.service === 'DynamoDB' ? askConsumption(request.body) : request.body);
    if (call.service === 'DynamoDB') addConsumption(call, answer.body);
    this.calls.push(call);
    return answer;
  }
}

/** The JSON protocols name service and action in a header, SNS in its form, S3 and SES by method and path. */
function callOf(request: RelayRequest): ApiCall {
  const { headers, method, path, body } = request;
  const base = { accessKey: callerOf(request), bytes: body.length, fifo: false, writeUnits: 0, readUnits: 0 };
  const [target = '', action = ''] = String(headers['x-amz-target'] ?? '').split('.');
  const service = SERVICES[target];
  if (service) return { ...base, service, action, fifo: service === 'SQS' && body.includes('.fifo"') };
  if (path.startsWith('/v2/email/')) return { ...base, service: 'SES', action: 'SendEmail' };
  if (/^\/v1\/apps\/[^/]+\/messages/.test(path)) return { ...base, service: 'Push', action: 'SendMessages' };
  const form = /(?:^|&)Action=(\w+)/.exec(body.toString())?.[1];
  if (form) return { ...base, service: 'SNS', action: form };
  return { ...base, service: 'S3', action: `${method === 'GET' ? 'Get' : 'Put'}Object` };
}

function askConsumption(body: Buffer): Buffer {
  const request = JSON.parse(body.toString()) as object;
  return Buffer.from(JSON.stringify({ ...request, ReturnConsumedCapacity: 'INDEXES' }));
}

/**
 * Batches return a list, one entry per table. A refused condition returns none; AWS bills it by the existing item, at
 * least one unit.
 */
function addConsumption(call: ApiCall, received: Buffer): void {
  const answer = JSON.parse(received.toString() || '{}') as {
    __type?: string;
    ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[];
  };
  const parts = [answer.ConsumedCapacity ?? []].flat();
  const units = parts.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  if (READS.test(call.action)) call.readUnits = units;
  else call.writeUnits = answer.__type?.includes('ConditionalCheckFailed') ? 1 : units;
}
