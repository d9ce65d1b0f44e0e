/**
 * The routes of integrations: write key, body, response. The key is checked before anything else; the body is read
 * first only if the key is in it.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Intake, IntakeAnswer } from '../../lib/application/intake/ingest.ts';
import { acceptSpend } from '../../lib/application/money/accept-spend.ts';
import { isObject } from '../../lib/domain/intake/plain-json.ts';
import { header, readJson } from '../../lib/http/body.ts';
import { problem } from '../../lib/http/problem.ts';
import { type Answer, json, type Route, type Routes } from '../../lib/http/stack.ts';
import type { DoorSettingsStore } from '../../lib/ports/door-settings.ts';
import type { Queue } from '../../lib/ports/queue.ts';
import type { WriteKey, WriteKeys } from '../../lib/ports/write-keys.ts';
import type { FactsMessage } from '../../schemas/facts.ts';
import { BODY_BYTES_MAX, type CallKind, callOfPath, SPEND_BYTES_MAX } from '../../schemas/names.ts';
import type { TraceId } from '../../schemas/primitives.ts';
import { settingsFor } from './settings.ts';

export interface IntakeRoutesPorts {
  intake: Intake;
  writeKeys: WriteKeys;
  facts: Queue<FactsMessage>;
  doorSettings: DoorSettingsStore;
  clock: () => number;
}

export function intakeRoutes(ports: IntakeRoutesPorts): Routes {
  const calls = Object.entries(callOfPath).map(([path, call]): [string, Route] => [
    `POST /v1/${path}`,
    (event, trace) => takeCall(event, call, ports, trace),
  ]);
  return {
    ...Object.fromEntries(calls),
    'POST /v1/spend': (event) => takeSpend(event, ports),
    'GET /v1/projects/{key}/settings': (event) => settingsFor(event, ports.writeKeys),
  };
}

async function takeCall(
  event: APIGatewayProxyEventV2,
  call: CallKind | 'batch',
  ports: IntakeRoutesPorts,
  trace: TraceId,
): Promise<Answer> {
  const { key, body } = await authorize(event, BODY_BYTES_MAX, ports.writeKeys);
  const idempotencyKey = header(event, 'idempotency-key')?.slice(0, 1000) || undefined;
  const { scope: trust, id: source } = key;
  const answer = await ports.intake.take({ body, call, trust, source, idempotencyKey, trace });
  return answerTo(call, answer);
}

function answerTo(call: CallKind | 'batch', answer: IntakeAnswer): Answer {
  if (!answer.taken) {
    if (answer.because === 'body') throw problem(400, { pointer: answer.pointer, detail: answer.detail });
    const { retryAfter } = answer;
    throw problem(429, {
      detail: 'Too many bad events of this write key. Nothing of the request was taken.',
      retryAfter,
    });
  }
  const [first] = answer.rejected;
  if (call !== 'batch' && first && first.because !== 'machine') {
    throw problem(first.because === 'scope' ? 403 : 400, { pointer: first.pointer, detail: first.detail });
  }
  const rejected = answer.rejected.map(({ index, pointer, detail }) => ({ index, pointer, detail }));
  const { accepted, warnings } = answer;
  return json(200, { success: true, accepted, rejected, ...(warnings.length > 0 && { warnings }) });
}

async function takeSpend(event: APIGatewayProxyEventV2, ports: IntakeRoutesPorts): Promise<Answer> {
  const { key, body } = await authorize(event, SPEND_BYTES_MAX, ports.writeKeys);
  if (key.scope !== 'server') throw problem(403, { detail: 'Spend is posted with a server key.' });
  const answer = await acceptSpend(body, ports);
  if ('accepted' in answer) return json(200, { success: true, accepted: answer.accepted, rejected: [] });
  const [first] = answer.mistakes;
  throw problem(400, {
    pointer: first?.pointer,
    detail: first?.detail,
    extra: { errors: answer.mistakes.slice(0, 20) },
  });
}

/** The key of the header takes precedence over the body's. Its scope limits what the body may contain. */
async function authorize(event: APIGatewayProxyEventV2, bytesMax: number, writeKeys: WriteKeys) {
  const given = basicUser(event);
  if (given !== undefined) {
    const key = await find(given, writeKeys);
    return { key, body: readJson(event, bytesMax) };
  }
  const body = readJson(event, bytesMax);
  return { key: await find(keyInBody(body), writeKeys), body };
}

async function find(given: string | undefined, writeKeys: WriteKeys): Promise<WriteKey> {
  const key = given === undefined ? undefined : await writeKeys.find(given);
  if (key) return key;
  const detail =
    given === undefined
      ? 'No write key: send it as the user name of a Basic header, or as "writeKey" in the body.'
      : 'The write key is not known.';
  throw problem(401, { detail });
}

/** `Basic base64(key:)`; another scheme or an empty name is not a key. */
function basicUser(event: APIGatewayProxyEventV2): string | undefined {
  const match = /^basic\s+(\S+)\s*$/i.exec(header(event, 'authorization') ?? '');
  const user = Buffer.from(match?.[1] ?? '', 'base64')
    .toString('utf8')
    .split(':', 1)[0];
  return user || undefined;
}

function keyInBody(body: unknown): string | undefined {
  if (!isObject(body)) return undefined;
  const batch: unknown = body['batch'];
  const first: unknown = Array.isArray(batch) ? batch[0] : undefined;
  const key = body['writeKey'] ?? (isObject(first) ? first['writeKey'] : undefined);
  return typeof key === 'string' && key !== '' ? key : undefined;
}
