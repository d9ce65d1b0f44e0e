/**
 * What a log line of a function may say, and nothing else (I9): ids, names of things, counts, reasons. No path, no address, no
 * body. The logger takes these fields alone, and a test reads every line that the functions write with this schema.
 */
import * as z from 'zod';
import { TraceId } from './primitives.ts';

const Id = z.string();
const Count = z.int();

export const LogFields = z
  .strictObject({
    /** The route's key as the gateway has it, `POST /v1/track`; never the path. */
    route: z.string(),
    /** The gateway's: joins its access log. */
    requestId: Id,
    status: z.union([z.int(), z.string()]),
    ms: z.number(),
    trace: TraceId,
    /** Where one line is about several requests. */
    traces: z.array(TraceId),
    profile: Id,
    version: z.int(),
    sendId: Id,
    sendIds: z.array(Id),
    channel: z.string(),
    journey: z.string(),
    step: z.string(),
    /** Of a receipt: delivered, bounced ... */
    event: z.string(),
    reason: z.string(),
    budget: z.string(),
    source: z.string(),
    type: z.string(),
    what: z.string(),
    /** Of a queue's message or an event of a bus. */
    messageId: Id,
    messageIds: z.array(Id),
    eventId: Id,
    queue: z.string(),
    codes: z.array(z.string().optional()),
    accepted: Count,
    rejected: Count,
    taken: Count,
    quarantined: Count,
    handedOut: Count,
    again: Count,
    complete: z.boolean(),
    /** How long after its time the latest of the wakes handed out went (ms). */
    lateMs: Count,
    leases: Count,
    passedOver: Count,
  })
  .partial();
export type LogFields = z.infer<typeof LogFields>;

/** As Powertools writes an error; its texts have addresses and numbers cut out. */
const LoggedError: z.ZodType = z.looseObject({
  name: z.string(),
  message: z.string(),
  location: z.string(),
  stack: z.string().optional(),
  cause: z.lazy(() => z.union([LoggedError, z.string()])).optional(),
});

/** One line, as it lies in the log group. */
export const LogLine = LogFields.extend({
  level: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  message: z.string(),
  timestamp: z.string(),
  /** The function. */
  service: z.string(),
  sampling_rate: z.number().optional(),
  xray_trace_id: z.string().optional(),
  error: LoggedError.optional(),
});
