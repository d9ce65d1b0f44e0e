/**
 * What a log line of a function may contain (I9): ids, names, counts, reasons. No path, no address, no body. The logger
 * accepts only these fields, and a test validates every line that the functions write with this schema.
 */
import * as z from 'zod';
import { TraceId } from './primitives.ts';

const Id = z.string();
const Count = z.int();

export const LogFields = z
  .strictObject({
    /** The route's key as in the gateway, `POST /v1/track`; never the path. */
    route: z.string(),
    /** The gateway's id: joins its access log. */
    requestId: Id,
    status: z.union([z.int(), z.string()]),
    ms: z.number(),
    trace: TraceId,
    /** For a line about several requests. */
    traces: z.array(TraceId),
    profile: Id,
    version: z.int(),
    sendId: Id,
    sendIds: z.array(Id),
    channel: z.string(),
    journey: z.string(),
    step: z.string(),
    /** For a receipt: delivered, bounced ... */
    event: z.string(),
    reason: z.string(),
    budget: z.string(),
    source: z.string(),
    type: z.string(),
    what: z.string(),
    /** The id of a queue message or of a bus event. */
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
    /** How late (ms) the latest of the handed-out wakes was. */
    lateMs: Count,
    leases: Count,
    passedOver: Count,
  })
  .partial();
export type LogFields = z.infer<typeof LogFields>;

/** An error as Powertools writes it, with addresses and numbers removed from its texts. */
const LoggedError: z.ZodType = z.looseObject({
  name: z.string(),
  message: z.string(),
  location: z.string(),
  stack: z.string().optional(),
  cause: z.lazy(() => z.union([LoggedError, z.string()])).optional(),
});

/** One line of a log group. */
export const LogLine = LogFields.extend({
  level: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  message: z.string(),
  timestamp: z.string(),
  service: z.string(),
  sampling_rate: z.number().optional(),
  xray_trace_id: z.string().optional(),
  error: LoggedError.optional(),
});
