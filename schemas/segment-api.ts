// The Segment HTTP API as SDKs and analytics.js speak it, read leniently: unknown fields pass, ids may be numbers, null is absent.
// Only what JSON Schema can say stands here, so that the compiled validator of the hot path and zod agree on every input;
// what needs a second field or a parser (an id at all, a time) is asked in lib/domain/intake.
import * as z from 'zod';

/** Limits of one request; bytes are counted unzipped. */
export const BODY_BYTES_MAX = 500 * 1024;
export const BATCH_EVENTS_MAX = 2500;
export const EVENT_BYTES_MAX = 32 * 1024;

const Id = z.union([z.string().max(1000), z.number(), z.null()]).optional();
const GivenId = z.union([z.string().min(1).max(1000), z.number()]);
/** ISO 8601, or a number of milliseconds (or, below 1e11, of seconds). */
const Time = z.union([z.string().max(64), z.number(), z.null()]).optional();
const Bag = z.looseObject({}).nullish();

const common = {
  messageId: Id,
  userId: Id,
  anonymousId: Id,
  timestamp: Time,
  originalTimestamp: Time,
  context: Bag,
};

/** Names of up to 200 characters that are not blank. */
const EventName = z.string().max(200).regex(/\S/);

export const TrackCall = z.looseObject({ ...common, event: EventName, properties: Bag });
export const IdentifyCall = z.looseObject({ ...common, traits: Bag });
export const PageCall = z.looseObject({
  ...common,
  name: z.string().max(1000).nullish(),
  category: z.string().max(1000).nullish(),
  properties: Bag,
});
export const ScreenCall = PageCall;
export const GroupCall = z.looseObject({ ...common, groupId: GivenId, traits: Bag });
export const AliasCall = z.looseObject({ ...common, previousId: GivenId, userId: GivenId });

export const calls = {
  track: TrackCall,
  identify: IdentifyCall,
  page: PageCall,
  screen: ScreenCall,
  group: GroupCall,
  alias: AliasCall,
} as const;
export type CallKind = keyof typeof calls;
export const callKinds = Object.keys(calls) as CallKind[];

/** What every call may carry, once it is known to be well formed. */
export interface Call {
  messageId?: string | number | null;
  userId?: string | number | null;
  anonymousId?: string | number | null;
  previousId?: string | number | null;
  groupId?: string | number | null;
  event?: string;
  name?: string | null;
  category?: string | null;
  timestamp?: string | number | null;
  originalTimestamp?: string | number | null;
  sentAt?: unknown;
  properties?: Record<string, unknown> | null;
  traits?: Record<string, unknown> | null;
  context?: Record<string, unknown> | null;
}

/** Path words of the API; analytics.js posts to the single letters. */
export const callOfPath: Readonly<Record<string, CallKind | 'batch'>> = {
  track: 'track',
  identify: 'identify',
  page: 'page',
  screen: 'screen',
  group: 'group',
  alias: 'alias',
  batch: 'batch',
  t: 'track',
  i: 'identify',
  p: 'page',
  s: 'screen',
  g: 'group',
  a: 'alias',
  b: 'batch',
};
