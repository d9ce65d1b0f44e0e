/**
 * The trace id that joins log lines from a request to the provider: 32 hex digits, as in W3C Trace Context. Only hex
 * digits are accepted from outside, so an id cannot hide an address (I9).
 */
import { TRACE_ID } from '../../schemas/names.ts';
import type { TraceId } from '../../schemas/primitives.ts';

const NONE = '0'.repeat(32);
const PARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;
const AMAZON = /(?:^|;)\s*Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)/;

/** From a `traceparent` header. Undefined: it is absent or violates the standard, which then requires a new trace. */
export function traceOfParent(header: unknown): TraceId | undefined {
  const [, version, trace, more] = (typeof header === 'string' && PARENT.exec(header.trim())) || [];
  // Version 00 ends after its flags; ff is forbidden; later versions may contain more.
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  return known(trace);
}

/** From AWS's own trace header, as EventBridge passes it on: `Root=1-5759e988-bd862e3fe1be46a994272793;...`. */
export function traceOfAmazon(header: unknown): TraceId | undefined {
  const [, seconds = '', random = ''] = (typeof header === 'string' && AMAZON.exec(header)) || [];
  return known(seconds + random);
}

/** From a UUID, such as the id of an event or of a queue message: the same at each redelivery. */
export function traceOfUuid(id: string): TraceId | undefined {
  return known(id.replaceAll('-', '').toLowerCase());
}

/** From what a provider returns: our tag, or anything. */
export function traceOfTag(tag: unknown): TraceId | undefined {
  return known(typeof tag === 'string' ? tag : undefined);
}

function known(trace: string | undefined): TraceId | undefined {
  return trace !== undefined && TRACE_ID.test(trace) && trace !== NONE ? trace : undefined;
}
