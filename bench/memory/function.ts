// One function in a process of its own: step-profile's bundle, with a program that it loads and uses. Its requests to
// AWS are answered here, with the least that lets it continue.
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { NODE_OPTIONS } from '../../lib/infra/constructs/service-function.ts';
import { closeServer, listen, readBody } from '../../local/wire.ts';
import type { Envelope } from '../../schemas/mailbox.ts';
import type { Program } from '../../schemas/program.ts';
import type { Occurrence } from '../decisions/workload.ts';
import { bundleTo } from '../startup/bundles.ts';
import { environmentFor } from '../startup/start.ts';
import { type Held, treeOf } from './processes.ts';

const HASH = 'program';
/** As many as Lambda passes to it. */
const MESSAGES_A_BATCH = 10;

export interface FunctionMemory {
  /** After loading the bundle, after the first batch, and after all batches. */
  loaded: Held;
  first: Held;
  used: Held;
  /** MB of its heap that remain after a collection at the end. */
  live: number;
  /** Profiles that it wrote. */
  written: number;
}

export async function measureFunction(
  folder: string,
  program: Program,
  occurrences: readonly Occurrence[],
): Promise<FunctionMemory> {
  const file = join(folder, 'step-profile.cjs');
  await bundleTo(file, "export { handler } from './functions/step-profile/handler.ts';");
  const aws = new SmallAws(JSON.stringify(program));
  const url = await aws.open();
  const env = {
    ...environmentFor(file),
    PROGRAM_BUCKET: 'programs',
    MAILBOX_QUEUE_URL: `${url}/000000000000/mailbox.fifo`,
    AWS_ENDPOINT_URL: url,
  };
  const child = fork(join(import.meta.dirname, 'host.mjs'), [file], {
    env,
    execArgv: ['--expose-gc', NODE_OPTIONS],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const held = () => only(treeOf(child.pid ?? 0));
    await replyOf(child);
    const loaded = held();
    const batches = batchesOf(occurrences);
    let first = loaded;
    for (const [i, batch] of batches.entries()) {
      child.send(batch);
      const { failures } = await replyOf(child);
      if (failures) throw new Error(`the function failed: ${failures}`);
      if (i === 0) first = held();
    }
    if (aws.written < occurrences.length)
      throw new Error(`${aws.written} profiles written of ${occurrences.length}`);
    const used = held();
    child.send('collect');
    const { live = 0 } = await replyOf(child);
    return { loaded, first, used, live: live / 2 ** 20, written: aws.written };
  } finally {
    child.kill();
    await aws.close();
  }
}

function only(held: Held[]): Held {
  const [first] = held;
  if (!first) throw new Error('the process is gone');
  return first;
}

interface Reply {
  failures?: string;
  live?: number;
}

const replyOf = (child: ChildProcess): Promise<Reply> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Reply));
    const gone = (code: number | null) => reject(new Error(`the function's process ended with ${code}`));
    child.once('exit', gone);
    child.once('message', () => child.off('exit', gone));
  });

function batchesOf(occurrences: readonly Occurrence[]): object[] {
  const records = occurrences.map(({ event, state }, i) => {
    const now = Date.now();
    const message = { ...event, occurredAt: now, acceptedAt: now, clientAt: now };
    const body: Envelope = { v: 1, profile: state.id, keys: {}, messages: [message] };
    const attributes = { MessageGroupId: state.id, ApproximateReceiveCount: '1' };
    return { messageId: `m-${i}`, receiptHandle: `r-${i}`, body: JSON.stringify(body), attributes };
  });
  return Array.from({ length: Math.ceil(records.length / MESSAGES_A_BATCH) }, (_, i) => ({
    Records: records.slice(i * MESSAGES_A_BATCH, (i + 1) * MESSAGES_A_BATCH),
  }));
}

/** A minimal AWS: no profile is stored yet, every write succeeds, and the program exists. */
class SmallAws {
  written = 0;
  readonly #program: string;
  readonly #server: Server;

  constructor(program: string) {
    this.#program = program;
    this.#server = createServer(async (request, response) => {
      const body = (await readBody(request)).toString();
      const [, action = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      if (request.method === 'GET') response.end(this.#program);
      else response.end(JSON.stringify(this.#answer(action, body)));
    });
  }

  async open(): Promise<string> {
    return `http://127.0.0.1:${await listen(this.#server)}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return closeServer(this.#server);
  }

  #answer(action: string, body: string): object {
    const asked = JSON.parse(body || '{}') as {
      Key?: { pk?: { S: string } };
      Item?: { sk?: { S: string } };
      Entries?: { Id: string; MessageBody: string }[];
    };
    if (action === 'GetItem' && asked.Key?.pk?.S === 'PROGRAM')
      return { Item: { number: { N: '1' }, hash: { S: HASH }, publishedAt: { N: '1' }, by: { S: 'bench' } } };
    if (action === 'Query') return { Items: [], Count: 0 };
    if (action === 'PutItem' && asked.Item?.sk?.S === 'STATE') this.written += 1;
    if (action === 'SendMessageBatch')
      return {
        Failed: [],
        Successful: asked.Entries?.map(({ Id, MessageBody }) => ({
          Id,
          MessageId: Id,
          MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
        })),
      };
    return {};
  }
}
