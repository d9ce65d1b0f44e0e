// Opens a request's body: one call, or a batch whose context and sentAt apply to each of its messages.
import { BATCH_EVENTS_MAX, BODY_BYTES_MAX, type CallKind } from '../../../schemas/names.ts';
import { DEPTH_MAX, isDeeperThan, isObject, objectOf, utf8Bytes } from './plain-json.ts';
import type { Mistake } from './read-call.ts';

export interface Posted {
  index: number;
  message: unknown;
  /** From the path or the message; read-call validates it. */
  kind: unknown;
  sentAt: unknown;
}

export function openBody(body: unknown, kind: CallKind | 'batch'): Posted[] | Mistake {
  if (!isObject(body)) return { pointer: '', detail: 'The body is a JSON object.' };
  // Later code can then walk and print the body without overflowing the stack.
  if (isDeeperThan(body, 2 * DEPTH_MAX))
    return { pointer: '', detail: `The body nests more than ${2 * DEPTH_MAX} levels.` };
  if (kind !== 'batch') return [{ index: 0, message: body, kind, sentAt: body['sentAt'] }];
  const batch = body['batch'];
  if (!Array.isArray(batch))
    return { pointer: '/batch', detail: 'A batch call needs "batch", an array of events.' };
  if (batch.length > BATCH_EVENTS_MAX) {
    return {
      pointer: '/batch',
      detail: `A batch has at most ${BATCH_EVENTS_MAX} events; this one has ${batch.length}.`,
    };
  }
  const shared = objectOf(body['context']);
  // The shared context counts once per event it is copied into: a small body must not grow into a large one.
  if (utf8Bytes(JSON.stringify(shared)) * batch.length > 8 * BODY_BYTES_MAX) {
    return { pointer: '/context', detail: 'The context of the batch is too large for so many events.' };
  }
  return batch.map((message: unknown, index) => ({
    index,
    message: isObject(message) ? withContext(message, shared) : message,
    kind: isObject(message) ? message['type'] : undefined,
    sentAt: body['sentAt'],
  }));
}

/** The message's own fields win, one level down too: a batch's device is kept where the message only gives an ip. */
function withContext(
  message: Record<string, unknown>,
  shared: Record<string, unknown>,
): Record<string, unknown> {
  const own = message['context'] ?? {};
  if (Object.keys(shared).length === 0 || !(isObject(own) || isEmpty(own))) return message;
  const context: Record<string, unknown> = { ...shared, ...own };
  for (const [key, value] of Object.entries(own)) {
    const other = shared[key];
    if (!isObject(other)) continue;
    if (isObject(value)) context[key] = { ...other, ...value };
    else if (isEmpty(value)) context[key] = other;
  }
  return { ...message, context };
}

/** How PHP writes an empty object. */
const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
