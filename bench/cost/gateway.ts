// Stands between the functions and the emulators and counts what passes: who called (each function signs with a key of its
// own), which action, how many bytes, and what DynamoDB says the call consumed. What passes is otherwise left as it is.
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Endpoints } from '../../local/functions/environment.ts';
import { closeServer, listen, readBody } from '../../local/wire.ts';

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
  #servers: Server[] = [];
  #agent = new Agent({ keepAlive: true });

  async open(emulators: Endpoints): Promise<Endpoints> {
    const before = async (url: string) => {
      let own = '';
      const server = createServer((incoming, answer) => void this.#pass(url, own, incoming, answer));
      server.keepAliveTimeout = 60_000;
      this.#servers.push(server);
      own = `http://127.0.0.1:${await listen(server)}`;
      return own;
    };
    const { dynamodb, queues, services } = emulators;
    return {
      dynamodb: await before(dynamodb),
      queues: await before(queues),
      services: await before(services),
    };
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await Promise.all(this.#servers.map(closeServer));
  }

  async #pass(url: string, own: string, incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    try {
      const sent = await readBody(incoming);
      const call = callOf(incoming, sent);
      const body = bodyFor(call.service, sent, own, url);
      const { status, headers, received } = await this.#forward(url, incoming, body);
      if (call.service === 'DynamoDB') addConsumption(call, received);
      this.calls.push(call);
      answer.writeHead(status, headers);
      answer.end(received);
    } catch (error) {
      answer.writeHead(502).end(error instanceof Error ? error.message : '');
    }
  }

  async #forward(url: string, incoming: IncomingMessage, body: Buffer) {
    const headers = { ...incoming.headers, 'content-length': String(body.length) };
    const { method, url: path } = incoming;
    const answered = await new Promise<IncomingMessage>((resolve, reject) => {
      const out = request(new URL(path ?? '/', url), { method, headers, agent: this.#agent }, resolve);
      out.once('error', reject);
      out.end(body);
    });
    const received = await readBody(answered);
    const { 'transfer-encoding': _, connection: __, ...kept } = answered.headers;
    return {
      status: answered.statusCode ?? 502,
      headers: { ...kept, 'content-length': String(received.length) },
      received,
    };
  }
}

/** The JSON protocols name service and action in a header, SNS in its form, S3 and SES by method and path. */
function callOf(incoming: IncomingMessage, body: Buffer): ApiCall {
  const { headers, method = '', url: path = '' } = incoming;
  const accessKey = /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
  const base = { accessKey, bytes: body.length, fifo: false, writeUnits: 0, readUnits: 0 };
  const [target = '', action = ''] = String(headers['x-amz-target'] ?? '').split('.');
  const service = SERVICES[target];
  if (service) return { ...base, service, action, fifo: service === 'SQS' && body.includes('.fifo"') };
  if (path.startsWith('/v2/email/')) return { ...base, service: 'SES', action: 'SendEmail' };
  if (/^\/v1\/apps\/[^/]+\/messages/.test(path)) return { ...base, service: 'Push', action: 'SendMessages' };
  const form = /(?:^|&)Action=(\w+)/.exec(body.toString())?.[1];
  if (form) return { ...base, service: 'SNS', action: form };
  return { ...base, service: 'S3', action: `${method === 'GET' ? 'Get' : 'Put'}Object` };
}

/** DynamoDB is asked what it consumed; a queue is known by its real URL. No signature covers either: the emulators do not look. */
function bodyFor(service: string, body: Buffer, own: string, url: string): Buffer {
  if (service === 'SQS') return Buffer.from(body.toString().replaceAll(own, url));
  if (service !== 'DynamoDB') return body;
  const asked = JSON.parse(body.toString()) as object;
  return Buffer.from(JSON.stringify({ ...asked, ReturnConsumedCapacity: 'INDEXES' }));
}

/** Batches answer a list, one for each table. A refused condition answers none; AWS bills it by the item that was there, at least one unit. */
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
