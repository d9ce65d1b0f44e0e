/**
 * The routes of integrations: write key, body, response. The key is checked before anything else; the body is read
 * first only if the key is in it.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Intake, IntakeAnswer } from '../../lib/application/intake/ingest.ts';
import { acceptSpend } from '../../lib/application/money/accept-spend.ts';
import { header } from '../../lib/http/body.ts';
import { problem } from '../../lib/http/problem.ts';
import { type Answer, json, type Route, type Routes } from '../../lib/http/stack.ts';
import type { DoorSettingsStore } from '../../lib/ports/door-settings.ts';
import type { Queue } from '../../lib/ports/queue.ts';
import type { WriteKeys } from '../../lib/ports/write-keys.ts';
import type { FactsMessage } from '../../schemas/facts.ts';
import { BODY_BYTES_MAX, type CallKind, callOfPath, SPEND_BYTES_MAX } from '../../schemas/names.ts';
import type { TraceId } from '../../schemas/primitives.ts';
import { settingsFor, sourceConfigFor } from './settings.ts';
import { authorize } from './write-key.ts';

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
  const sourceConfig: Route = (event) => sourceConfigFor(event, ports.writeKeys);
  const configs = ['', '/{proxy+}'].flatMap((rest): [string, Route][] => [
    [`GET /sourceConfig${rest}`, sourceConfig],
    [`HEAD /sourceConfig${rest}`, sourceConfig],
  ]);
  return {
    ...Object.fromEntries([...calls, ...configs]),
    'POST /beacon/v1/batch': (event, trace) => takeCall(event, 'batch', ports, trace),
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
